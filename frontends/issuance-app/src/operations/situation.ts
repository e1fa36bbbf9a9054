import type { Circuit, Health, Queues } from "@kubecredential/shared";
import { describeHealth, failing } from "../health/useHealth";
import { type DeliveryStats, type HeldUpDelivery, heldUpDelivery } from "./heldUpDelivery";
import type { Service } from "./queueChoice";

export type Severity = "bad" | "warning" | "notice";

/** Something that is not as it should be. */
export type Finding =
  | { kind: "issuerAway" | "verifierAway" | "redisAway" | "verifierStalled" }
  /** What the service itself reports as not healthy; `isDown` if credentials cannot be issued. */
  | { kind: "health"; isDown: boolean; report: string }
  | { kind: "stopped" | "paused"; service: Service }
  | { kind: "heldUp"; delivery: HeldUpDelivery }
  | { kind: "dead" | "retrying"; service: Service; count: number }
  | { kind: "groupDead"; group: string; count: number };

interface IssuerStats extends DeliveryStats {
  deadLetterSize: number;
  retryQueueSize: number;
  circuitBreaker: Circuit;
  groups: { name: string; deadLetterSize: number | null }[];
}

interface VerifierStats {
  status: "healthy" | "attention" | "stalled" | "redis-away";
  deadLetterSize: number | null;
  retryQueueSize: number | null;
  circuitBreaker: Circuit;
  redisCircuitBreaker: Circuit;
}

export interface Known {
  issuer: IssuerStats | undefined;
  verifier: VerifierStats | undefined;
  /** Whether the last question to the service failed. */
  issuerFailed: boolean;
  verifierFailed: boolean;
  queues: Queues | undefined;
  isRedisAway: boolean;
  health: Health | undefined;
  healthFailed: boolean;
}

/** The verifier's own group, whose dead letters are in the verifier's own queue. */
const verifierGroup = "verification";

export function severityOf(finding: Finding): Severity {
  switch (finding.kind) {
    case "issuerAway":
    case "verifierStalled":
    case "dead":
      return "bad";
    case "health":
      return finding.isDown ? "bad" : "warning";
    case "heldUp":
      return finding.delivery.status === "stalled" ? "bad" : "warning";
    case "retrying":
      return "notice";
    default:
      return "warning";
  }
}

const bySeverity: Severity[] = ["bad", "warning", "notice"];

/**
 * All that is wrong, the worst first; nothing means that all is well. Undefined as long as too little is known to say so.
 * What follows from something else is not told twice: without Redis, publishing and reading pause by themselves, and events wait.
 */
export function findingsOf(known: Known): Finding[] | undefined {
  const { issuer, verifier, health, issuerFailed, verifierFailed, healthFailed, queues } = known;
  if ((!issuer && !issuerFailed) || (!verifier && !verifierFailed) || (!health && !healthFailed)) return undefined;
  const isRedisAway = known.isRedisAway || verifier?.status === "redis-away";
  const publishing = queues?.circuitBreaker ?? issuer?.circuitBreaker;
  const consuming = [verifier?.circuitBreaker, verifier?.redisCircuitBreaker].filter((one) => one !== undefined);
  const delivery = heldUpDelivery(queues, issuer);
  const isPaused = (circuit: Circuit) => circuit.state === "open" || circuit.state === "half-open";
  const found: (Finding | false | undefined)[] = [
    (issuerFailed || healthFailed) && { kind: "issuerAway" },
    reported(health),
    verifier?.status === "stalled" && { kind: "verifierStalled" },
    !isRedisAway && delivery && { kind: "heldUp", delivery },
    counted("dead", "issuer", issuer?.deadLetterSize),
    counted("dead", "verifier", verifier?.deadLetterSize),
    isRedisAway && { kind: "redisAway" },
    verifierFailed && { kind: "verifierAway" },
    publishing?.state === "isolated" && { kind: "stopped", service: "issuer" },
    consuming.some(({ state }) => state === "isolated") && { kind: "stopped", service: "verifier" },
    !isRedisAway && publishing && isPaused(publishing) && { kind: "paused", service: "issuer" },
    verifier &&
      (isPaused(verifier.circuitBreaker) || (!isRedisAway && isPaused(verifier.redisCircuitBreaker))) && {
        kind: "paused",
        service: "verifier",
      },
    ...(issuer?.groups ?? []).map(
      ({ name, deadLetterSize }): Finding | false =>
        name !== verifierGroup &&
        (deadLetterSize ?? 0) > 0 && { kind: "groupDead", group: name, count: deadLetterSize ?? 0 },
    ),
    counted("retrying", "issuer", issuer?.retryQueueSize),
    counted("retrying", "verifier", verifier?.retryQueueSize),
  ];
  return found
    .filter((one): one is Finding => Boolean(one))
    .sort((a, b) => bySeverity.indexOf(severityOf(a)) - bySeverity.indexOf(severityOf(b)));
}

/** What the other findings do not say in more detail. */
function reported(health: Health | undefined): Finding | undefined {
  if (!health || health.status === "healthy") return undefined;
  const others = failing(health).filter(([name]) => !["redis", "delivery"].includes(name.toLowerCase()));
  const isDown = health.status === "unhealthy";
  if (others.length === 0 && !isDown) return undefined;
  return { kind: "health", isDown, report: describeHealth(others) };
}

function counted(kind: "dead" | "retrying", service: Service, count: number | null | undefined): Finding | undefined {
  return count ? { kind, service, count } : undefined;
}
