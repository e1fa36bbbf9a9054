import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, WebTracerProvider } from "@opentelemetry/sdk-trace-web";
import type { traced } from "./traced";

/**
 * Starts a span for each API request and sends its context as `traceparent`, so that the server continues the trace.
 * Paths are recorded without IDs, and queries and bodies not at all, because searches contain people's names.
 */
export function requestTracer(service: string): typeof traced {
  const provider = new WebTracerProvider({
    resource: resourceFromAttributes({ "service.name": service }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url: `${location.origin}/otlp/v1/traces` }))],
  });
  const tracer = provider.getTracer("kubecredential-browser");
  return async (request, send) => {
    const { pathname } = new URL(request.url);
    if (isPolled(pathname)) return send(request);
    const route = routeOf(pathname);
    const span = tracer.startSpan(`${request.method} ${route}`, {
      kind: SpanKind.CLIENT,
      attributes: { "http.request.method": request.method, "url.template": route },
    });
    const { traceId, spanId, traceFlags } = span.spanContext();
    request.headers.set("traceparent", `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`);
    try {
      const response = await send(request);
      span.setAttribute("http.response.status_code", response.status);
      if (response.status >= 400) span.setStatus({ code: SpanStatusCode.ERROR });
      return response;
    } catch (error) {
      // Leaving a page aborts its requests, which is not an error.
      if (!request.signal.aborted) span.setStatus({ code: SpanStatusCode.ERROR, message: "no answer" });
      throw error;
    } finally {
      span.end();
    }
  };
}

const pollingEndpoints = /^\/(verifier\/)?(health|admin\/(queue-stats|metrics|timeline)|.*\/delivery)$/;

/** Whether the endpoint is polled on a timer; such requests are not traced. */
export function isPolled(path: string): boolean {
  return pollingEndpoints.test(path);
}

export function routeOf(path: string): string {
  return path.replace(/^(.*\/(?:credentials|dead-letters))\/(?!issue$|verify$|suggestions$|stream$)[^/]+/, "$1/{id}");
}
