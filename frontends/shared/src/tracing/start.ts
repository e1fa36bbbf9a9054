import { appConfig } from "../config";
import { type RequestSpan, recordRequestsWith } from "./traced";

/** How many requests may end before the tracer is there; what exceeds it is missing from the traces. */
const mostWaiting = 100;

/** Safari does not tell when it is idle. */
const whenIdle = globalThis.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 500));

/** Starts tracing if configured. The tracer is loaded once a request has ended and the browser has nothing else to do: nothing on the page waits for it. */
export function startTracing(service: string): void {
  if (!appConfig().browserTraces) return;
  const waiting: RequestSpan[] = [];
  let recorder: ((span: RequestSpan) => void) | undefined;
  let isLoading = false;
  async function load() {
    try {
      const { spanRecorder } = await import("./browserTracer");
      recorder = spanRecorder(service);
    } catch {
      // Without the tracer, requests still carry their context, and the services' own spans are complete.
      recorder = () => {};
    }
    for (const span of waiting.splice(0)) recorder(span);
  }
  recordRequestsWith((span) => {
    if (recorder) recorder(span);
    else if (waiting.length < mostWaiting) waiting.push(span);
    if (isLoading) return;
    isLoading = true;
    whenIdle(load);
  });
}
