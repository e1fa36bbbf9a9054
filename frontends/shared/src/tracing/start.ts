import { appConfig } from "../config";
import { traceRequestsWith } from "./traced";

/** Starts tracing if configured. The tracer is loaded only then. */
export async function startTracing(service: string): Promise<void> {
  if (!appConfig().browserTraces) return;
  const tracer = import("./browserTracer").then(
    ({ requestTracer }) => requestTracer(service),
    () => undefined,
  );
  // The first requests wait for the tracer, or they would be missing from the trace. If it cannot be loaded, they go out untraced.
  traceRequestsWith(async (request, send) => {
    const traced = await tracer;
    return traced ? traced(request, send) : send(request);
  });
  await tracer;
}
