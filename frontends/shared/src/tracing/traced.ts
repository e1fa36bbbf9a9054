/** One API request, as it becomes a span of the browser. Paths are without IDs; queries and bodies are left out, because searches contain people's names. */
export interface RequestSpan {
  /** 32 hexadecimal digits. */
  traceId: string;
  /** 16 hexadecimal digits. */
  spanId: string;
  method: string;
  route: string;
  /** In milliseconds since 1970. */
  startedAt: number;
  endedAt: number;
  /** Of the answer; without one, none came. */
  status?: number;
  /** Whether the page itself gave up, as on leaving it. */
  aborted?: boolean;
}

/** What is known of a request when it is sent. */
export type BegunSpan = Pick<RequestSpan, "traceId" | "spanId" | "startedAt">;

type Send = (request: Request) => Promise<Response>;

let record: ((span: RequestSpan) => void) | undefined;

/**
 * Sends a request with the context of its own span as `traceparent`, if tracing is on, so that the server continues the trace.
 * It never waits for the tracer. `begun`: of one that was sent before.
 */
export async function traced(request: Request, send: Send, begun?: BegunSpan): Promise<Response> {
  const { pathname } = new URL(request.url);
  const recordSpan = record;
  if (!recordSpan || isPolled(pathname)) return send(request);
  const { traceId, spanId, startedAt } = begun ?? { traceId: randomHex(16), spanId: randomHex(8), startedAt: now() };
  request.headers.set("traceparent", `00-${traceId}-${spanId}-01`);
  const span = { traceId, spanId, method: request.method, route: routeOf(pathname), startedAt };
  try {
    const response = await send(request);
    recordSpan({ ...span, endedAt: now(), status: response.status });
    return response;
  } catch (error) {
    recordSpan({ ...span, endedAt: now(), aborted: request.signal.aborted });
    throw error;
  }
}

/** Hands every request from now on to this function when it has ended; without one, requests carry no trace. */
export function recordRequestsWith(recorder: typeof record): void {
  record = recorder;
}

const pollingEndpoints = /^\/(verifier\/)?(health|admin\/(queue-stats|metrics|timeline)|.*\/delivery)$/;

/** Whether the endpoint is polled on a timer; such requests are not traced. */
export function isPolled(path: string): boolean {
  return pollingEndpoints.test(path);
}

export function routeOf(path: string): string {
  return path.replace(/^(.*\/(?:credentials|dead-letters))\/(?!issue$|verify$|suggestions$|stream$)[^/]+/, "$1/{id}");
}

function now(): number {
  return performance.timeOrigin + performance.now();
}

function randomHex(bytes: number): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );
}
