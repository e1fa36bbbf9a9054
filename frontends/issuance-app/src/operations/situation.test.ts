import type { Circuit } from "@kubecredential/shared";
import { expect, test } from "vitest";
import { healthy, queues } from "../testing";
import { findingsOf, type Known, severityOf } from "./situation";

const circuit = (state: Circuit["state"]): Circuit => ({
  state,
  nextProbeAt: null,
  lastError: null,
  lastErrorAt: null,
});
const issuer: NonNullable<Known["issuer"]> = {
  status: "healthy",
  oldestUndeliveredAgeSeconds: null,
  lastProgressAt: null,
  timestamp: "2026-05-04T10:00:00Z",
  deadLetterSize: 0,
  retryQueueSize: 0,
  circuitBreaker: circuit("closed"),
  groups: [],
};
const verifier: NonNullable<Known["verifier"]> = {
  status: "healthy",
  deadLetterSize: 0,
  retryQueueSize: 0,
  circuitBreaker: circuit("closed"),
  redisCircuitBreaker: circuit("closed"),
};
const well: Known = {
  issuer,
  verifier,
  issuerFailed: false,
  verifierFailed: false,
  queues: undefined,
  isRedisAway: false,
  health: healthy as Known["health"],
  healthFailed: false,
};
const kinds = (known: Partial<Known>) => findingsOf({ ...well, ...known })?.map(({ kind }) => kind);

test("all is well only if both services have said so", () => {
  expect(kinds({})).toEqual([]);
  expect(kinds({ verifier: undefined })).toBeUndefined();
  expect(kinds({ issuer: undefined })).toBeUndefined();
  expect(kinds({ verifier: undefined, verifierFailed: true })).toEqual(["verifierAway"]);
  expect(kinds({ health: undefined })).toBeUndefined();
  expect(kinds({ health: undefined, healthFailed: true })).toEqual(["issuerAway"]);
  expect(kinds({ healthFailed: true })).toEqual(["issuerAway"]);
  expect(kinds({ issuerFailed: true, healthFailed: true })).toEqual(["issuerAway"]);
});

test("it is never well beside dead letters, retries, a breaker that is not running, or another group's dead letters", () => {
  expect(kinds({ issuer: { ...issuer, deadLetterSize: 6 } })).toEqual(["dead"]);
  expect(kinds({ verifier: { ...verifier, deadLetterSize: 1 } })).toEqual(["dead"]);
  expect(kinds({ issuer: { ...issuer, retryQueueSize: 2 } })).toEqual(["retrying"]);
  expect(kinds({ issuer: { ...issuer, circuitBreaker: circuit("isolated") } })).toEqual(["stopped"]);
  expect(kinds({ verifier: { ...verifier, redisCircuitBreaker: circuit("half-open") } })).toEqual(["paused"]);
  const groups = [
    { name: "archive", deadLetterSize: 5 },
    { name: "ledger", deadLetterSize: 1 },
    // In the verifier's own queue.
    { name: "verification", deadLetterSize: 2 },
  ];
  expect(kinds({ issuer: { ...issuer, groups } })).toEqual(["groupDead", "groupDead"]);
});

test("what the service reports about itself is told, too", () => {
  const checks = { mail: { status: "Degraded", description: "The mail server does not answer." } };
  expect(findingsOf({ ...well, health: { ...healthy, status: "degraded", checks } })).toEqual([
    { kind: "health", isDown: false, report: "mail: The mail server does not answer." },
  ]);
  // These are told of in more detail.
  const known = { redis: { status: "Unhealthy" }, delivery: { status: "Degraded" } };
  expect(kinds({ health: { ...healthy, status: "degraded", checks: known } })).toEqual([]);
});

test("the worst comes first, and what follows from something else is left out", () => {
  const found = findingsOf({
    ...well,
    issuer: { ...issuer, retryQueueSize: 2, deadLetterSize: 1, circuitBreaker: circuit("open") },
    verifier: { ...verifier, status: "redis-away", deadLetterSize: null, redisCircuitBreaker: circuit("open") },
  });
  expect(found?.map((one) => [one.kind, severityOf(one)])).toEqual([
    ["dead", "bad"],
    ["redisAway", "warning"],
    ["retrying", "notice"],
  ]);
});

test("while Redis is away, the verifier's database is told of all the same", () => {
  const away = { ...verifier, status: "redis-away" as const, redisCircuitBreaker: circuit("open") };
  expect(kinds({ verifier: away })).toEqual(["redisAway"]);
  expect(kinds({ verifier: { ...away, circuitBreaker: circuit("open") } })).toEqual(["redisAway", "paused"]);
});

test("the stream's later word counts", () => {
  const later = queues({ status: "stalled", timestamp: "2026-05-04T10:00:05Z" });
  expect(kinds({ queues: later })).toEqual(["heldUp"]);
  expect(kinds({ queues: later, isRedisAway: true })).toEqual(["redisAway"]);
  const stopped = queues({ circuitBreaker: circuit("isolated") });
  expect(kinds({ queues: stopped })).toEqual(["stopped"]);
});
