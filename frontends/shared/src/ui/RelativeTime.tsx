import { Tooltip } from "@mantine/core";
import { useSyncExternalStore } from "react";
import { useLanguage } from "../i18n";
import { formatInstant, formatRelative } from "../time";

const tickMs = 10_000;
const listeners = new Set<() => void>();
let lastTick = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/** One timer for all relative times on a page, running only while any is shown. */
function subscribe(listener: () => void) {
  listeners.add(listener);
  timer ??= setInterval(() => {
    lastTick = Date.now();
    for (const notify of listeners) notify();
  }, tickMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

export function RelativeTime({ at }: { at: string }) {
  const { language } = useLanguage();
  useSyncExternalStore(subscribe, () => lastTick);
  return (
    <Tooltip label={formatInstant(at, language)}>
      <time dateTime={at}>{formatRelative(at, Date.now(), language)}</time>
    </Tooltip>
  );
}
