export type Service = "issuer" | "verifier";
export type Queue = "dead" | "retry";

/** Which queue the page shows, kept in the URL. The default is the issuer's dead letters. */
export interface QueueChoice {
  service?: "verifier";
  queue?: "retry";
}

/** The address of a queue; the defaults are left out. */
export function searchOf(service: Service, queue: Queue): QueueChoice {
  return {
    ...(service === "verifier" && { service }),
    ...(queue === "retry" && { queue }),
  };
}

export function readQueueChoice(search: Record<string, unknown>): QueueChoice {
  return {
    ...(search.service === "verifier" && { service: "verifier" as const }),
    ...(search.queue === "retry" && { queue: "retry" as const }),
  };
}
