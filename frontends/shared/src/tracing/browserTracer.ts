import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, WebTracerProvider } from "@opentelemetry/sdk-trace-web";
import type { RequestSpan } from "./traced";

/** Sends each request that has ended as a span, under the IDs that its server knows. */
export function spanRecorder(service: string): (span: RequestSpan) => void {
  let ids: Pick<RequestSpan, "traceId" | "spanId">;
  const provider = new WebTracerProvider({
    resource: resourceFromAttributes({ "service.name": service }),
    idGenerator: { generateTraceId: () => ids.traceId, generateSpanId: () => ids.spanId },
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url: `${location.origin}/otlp/v1/traces` }))],
  });
  const tracer = provider.getTracer("kubecredential-browser");
  return (request) => {
    const { method, route, startedAt, endedAt, status, aborted } = request;
    ids = request;
    const span = tracer.startSpan(`${method} ${route}`, {
      kind: SpanKind.CLIENT,
      startTime: startedAt,
      attributes: { "http.request.method": method, "url.template": route },
    });
    if (status !== undefined) {
      span.setAttribute("http.response.status_code", status);
      if (status >= 400) span.setStatus({ code: SpanStatusCode.ERROR });
    } else if (!aborted) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: "no answer" });
    }
    span.end(endedAt);
  };
}
