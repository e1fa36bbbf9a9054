import { appConfig } from "../config";
import { traceRequestsWith } from "./traced";

/** Reports this app's spans where that is configured. Whoever does not use it does not load it either. */
export async function startTracing(service: string): Promise<void> {
  if (!appConfig().browserTraces) return;
  const tracer = import("./browserTracer").then(
    ({ requestTracer }) => requestTracer(service),
    () => undefined,
  );
  // A page's first requests wait for the tracer, else they would be missing from its traces; without it they go out all the same.
  traceRequestsWith(async (request, send) => {
    const traced = await tracer;
    return traced ? traced(request, send) : send(request);
  });
  await tracer;
}
