import QrScanner from "qr-scanner";
import { useEffect, useEffectEvent, useRef, useSyncExternalStore } from "react";
import { useTexts } from "../texts";
import classes from "./Camera.module.css";
import { type CameraFault, closeCamera, openCamera } from "./camera";

interface CameraProps {
  /** Called with each code, also with the same one again. */
  onFound: (text: string) => void;
  onFault: (fault: CameraFault) => void;
  /** Whether it covers what it is in, instead of having a form of its own. */
  fills?: boolean;
}

function whenVisibilityChanges(notify: () => void) {
  document.addEventListener("visibilitychange", notify);
  return () => document.removeEventListener("visibilitychange", notify);
}

/**
 * The camera's picture, in which QR codes are looked for as long as it is shown. A hidden page lets go of the camera and opens it
 * anew: the scanner's own way of doing that loses why it failed.
 */
export function Camera(props: CameraProps) {
  const isHidden = useSyncExternalStore(whenVisibilityChanges, () => document.hidden);
  return isHidden ? <div className={classes.view} data-fills={props.fills ?? false} /> : <Picture {...props} />;
}

function Picture({ onFound, onFault, fills = false }: CameraProps) {
  const texts = useTexts().scan;
  const video = useRef<HTMLVideoElement>(null);
  const found = useEffectEvent(onFound);
  const failed = useEffectEvent(onFault);
  useEffect(() => {
    const view = video.current;
    if (!view) return;
    let isOver = false;
    let scanner: QrScanner | undefined;
    let stream: MediaStream | undefined;
    const fail = (fault: CameraFault) => {
      if (!isOver) failed(fault);
    };
    async function start(shown: HTMLVideoElement) {
      const opened = await openCamera();
      if (typeof opened === "string") return fail(opened);
      if (isOver) return closeCamera(opened);
      stream = opened;
      for (const track of stream.getVideoTracks()) {
        // Unplugged, or taken away in the browser's settings.
        track.onended = () => fail("noCamera");
        shown.dataset.facing = track.getSettings().facingMode;
      }
      shown.srcObject = stream;
      const options = { highlightScanRegion: true, returnDetailedScanResult: true } as const;
      scanner = new QrScanner(
        shown,
        ({ data }) => {
          if (!isOver) found(data);
        },
        options,
      );
      await scanner.start();
    }
    start(view).catch(() => fail("failed"));
    return () => {
      isOver = true;
      scanner?.destroy();
      // The scanner itself would do so later.
      if (stream) closeCamera(stream);
      view.srcObject = null;
    };
  }, []);
  return (
    <div className={classes.view} data-fills={fills}>
      <video ref={video} muted playsInline aria-label={texts.view} />
    </div>
  );
}
