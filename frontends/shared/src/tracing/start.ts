import { appConfig } from "../config";
import { traceRequestsWith } from "./traced";

/** Reports this app's spans where that is configured. Whoever does not use it does not load it either. */
export async function startTracing(service: string): Promise<void> {
  if (!appConfig().browserTraces) return;
  const { requestTracer } = await import("./browserTracer");
  traceRequestsWith(requestTracer(service));
}
