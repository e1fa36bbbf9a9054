type Send = (request: Request) => Promise<Response>;

let trace: (request: Request, send: Send) => Promise<Response> = (request, send) => send(request);

/** Sends a request in a span of its own, if tracing is on. */
export const traced: (request: Request, send: Send) => Promise<Response> = (request, send) => trace(request, send);

/** Routes every request from now on through this tracer. */
export function traceRequestsWith(tracer: typeof trace): void {
  trace = tracer;
}
