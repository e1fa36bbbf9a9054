export type Service = "issuer" | "verifier";
export type Queue = "dead" | "retry";

/** Which queue the page shows, kept in the URL. The default is the issuer's dead letters. */
export interface QueueChoice {
  service?: "verifier";
  queue?: "retry";
}

export function readQueueChoice(search: Record<string, unknown>): QueueChoice {
  return {
    ...(search.service === "verifier" && { service: "verifier" as const }),
    ...(search.queue === "retry" && { queue: "retry" as const }),
  };
}
