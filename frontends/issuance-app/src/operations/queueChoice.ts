export type Service = "issuer" | "verifier";
export type Queue = "dead" | "retry";

export const ranges = ["1h", "24h", "7d"] as const;

/** How far back the charts go. */
export type Range = (typeof ranges)[number];

/** What the page shows, kept in the URL. The defaults are the issuer's dead letters and the last hour. */
export interface QueueChoice {
  service?: "verifier";
  queue?: "retry";
  range?: "24h" | "7d";
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
    ...((search.range === "24h" || search.range === "7d") && { range: search.range }),
  };
}
