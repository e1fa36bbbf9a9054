import { useEffect } from "react";

/** Keeps the screen on, where the browser can. It lets go of it whenever the page is hidden. */
export function useWakeLock(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | undefined;
    let isOver = false;
    const hold = () => {
      if (document.hidden) return;
      navigator.wakeLock
        ?.request("screen")
        .then((held) => {
          lock = held;
          if (isOver) void held.release();
        })
        // Refused where the battery is low.
        .catch(() => {});
    };
    hold();
    document.addEventListener("visibilitychange", hold);
    return () => {
      isOver = true;
      document.removeEventListener("visibilitychange", hold);
      void lock?.release();
    };
  }, []);
}
