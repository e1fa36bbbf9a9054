import { readJson } from "../json";

/** `live`: connected. `reconnecting`: the connection is lost and retried. `offline`: this device has no network. */
export type LiveState = "connecting" | "live" | "reconnecting" | "offline";

export interface EventStreamListener {
  /** Called with each event's name and data. */
  onEvent: (name: string, data: unknown) => void;
  onState: (state: LiveState) => void;
}

const firstDelayMs = 1_000;
const longestDelayMs = 30_000;
/** After a `problem` event the server's database is unavailable, so backoff starts at this many failures. */
const problemFailures = 3;
/** Browsers allow six HTTP/1.1 connections per host for all tabs together, so a hidden tab closes its own after this time. */
const hiddenForMs = 30_000;

/** Jitter on the upper half, so that tabs that lost the same server do not all reconnect at once. */
export function reconnectDelayMs(failures: number, random = Math.random): number {
  const limit = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.max(0, failures - 1));
  return limit / 2 + (limit / 2) * random();
}

/** Reads a server-sent event stream and reconnects as needed; the returned function closes it. */
export function openEventStream(url: string, names: readonly string[], listener: EventStreamListener): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hiddenTimer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;

  function connect() {
    clearTimeout(timer);
    source?.close();
    const opened = new EventSource(url);
    source = opened;
    opened.addEventListener("hello", () => {
      failures = 0;
      listener.onState("live");
    });
    opened.addEventListener("problem", () => fail(problemFailures));
    // The browser's own reconnecting has no backoff, and stops for good on a status such as 503.
    opened.onerror = () => fail(failures + 1);
    for (const name of names) {
      opened.addEventListener(name, (event) => listener.onEvent(name, readJson((event as MessageEvent<string>).data)));
    }
  }

  function fail(count: number) {
    failures = count;
    source?.close();
    source = undefined;
    listener.onState(navigator.onLine ? "reconnecting" : "offline");
    clearTimeout(timer);
    timer = setTimeout(connect, reconnectDelayMs(failures));
  }

  function reconnectNow() {
    failures = 0;
    if (!document.hidden) connect();
  }

  function followVisibility() {
    clearTimeout(hiddenTimer);
    if (document.hidden) {
      hiddenTimer = setTimeout(() => {
        clearTimeout(timer);
        source?.close();
        source = undefined;
      }, hiddenForMs);
    } else if (!source) {
      connect();
    }
  }

  addEventListener("online", reconnectNow);
  document.addEventListener("visibilitychange", followVisibility);
  connect();
  return () => {
    removeEventListener("online", reconnectNow);
    document.removeEventListener("visibilitychange", followVisibility);
    clearTimeout(timer);
    clearTimeout(hiddenTimer);
    source?.close();
  };
}
