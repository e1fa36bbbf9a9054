import type { Queues } from "@kubecredential/shared";

export interface HeldUpDelivery {
  status: "delayed" | "stalled";
  oldestUndeliveredSeconds: number | null;
  /** When an event was last delivered; null if none was since the service started; undefined if unknown. */
  lastProgressAt?: string | null;
}

/** The same as reported by `queue-stats`. */
export interface DeliveryStats {
  status: Queues["status"];
  oldestUndeliveredAgeSeconds: number | null;
  lastProgressAt: string | null;
  timestamp: string;
}

/** Delayed or stalled delivery, by the latest report of the stream or `queue-stats`. */
export function heldUpDelivery(
  queues: Queues | undefined,
  stats: DeliveryStats | undefined,
): HeldUpDelivery | undefined {
  const told = queues && {
    status: queues.status,
    oldestUndeliveredSeconds: queues.oldestUndeliveredSeconds,
    lastProgressAt: queues.lastProgressAt,
    at: Date.parse(queues.timestamp),
  };
  const asked = stats && {
    status: stats.status,
    oldestUndeliveredSeconds: stats.oldestUndeliveredAgeSeconds,
    lastProgressAt: stats.lastProgressAt,
    at: Date.parse(stats.timestamp),
  };
  const latest = told && asked ? (told.at >= asked.at ? told : asked) : (told ?? asked);
  if (latest?.status !== "delayed" && latest?.status !== "stalled") return undefined;
  const { status, oldestUndeliveredSeconds, lastProgressAt = null } = latest;
  return { status, oldestUndeliveredSeconds, lastProgressAt };
}
