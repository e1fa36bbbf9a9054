type Send = (request: Request) => Promise<Response>;

let trace: (request: Request, send: Send) => Promise<Response> = (request, send) => send(request);

/** Sends a request within a span of its own, if this app reports spans. */
export const traced: (request: Request, send: Send) => Promise<Response> = (request, send) => trace(request, send);

/** From here on, each request goes through this. */
export function traceRequestsWith(tracer: typeof trace): void {
  trace = tracer;
}
