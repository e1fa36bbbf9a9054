import type { AnyCredential, CredentialState, Delivery, History, HistoryItem } from "@kubecredential/shared";

export type StepKind =
  | "issued"
  | "queued"
  | "retried"
  | "sent"
  | "dead"
  | "reprocessed"
  | "discarded"
  | "republished"
  | "applied"
  | "confirmed"
  | "suspended"
  | "reinstated"
  | "revoked"
  | "superseded"
  | "erased"
  /** Confirmed, of a version after the first. */
  | "known"
  | "nextAttempt"
  | "other";

export interface Step {
  key: string;
  kind: StepKind;
  /** Null if it has not happened yet; undefined if it has at an unknown time. */
  at: string | null | undefined;
  /** The attempt's number, if the step is an attempt. */
  attempt?: number;
  detail?: string;
  /** Who did it, if it is a change of status. */
  actor?: string;
  workerId?: string;
  traceId?: string;
  /** The action's name in the audit trail. */
  action?: string;
}

const kinds: Record<string, StepKind> = {
  "credential.issued": "issued",
  "credential.suspended": "suspended",
  "credential.reinstated": "reinstated",
  "credential.revoked": "revoked",
  "credential.superseded": "superseded",
  "credential.erased": "erased",
  "event.retried": "retried",
  "event.published": "sent",
  "event.dead-lettered": "dead",
  "event.reprocessed": "reprocessed",
  "event.discarded": "discarded",
  "event.republished": "republished",
  "event.applied": "applied",
  "event.confirmed": "confirmed",
};

const changes: StepKind[] = ["suspended", "reinstated", "revoked", "superseded", "erased"];

/** Changes of status, and issuing: each has a delivery of its own. */
export function isChange(kind: StepKind): boolean {
  return changes.includes(kind);
}

/** The steps of the credential's life and delivery, oldest first: past steps, then those still to come. */
export function stepsOf(
  credential: AnyCredential,
  delivery: Delivery | undefined,
  history: History | undefined,
): Step[] {
  const past = asLaterVersions(history ? fromHistory(credential, history) : fromDelivery(credential, delivery));
  const lastChange = past.findLastIndex((step) => isChange(step.kind));
  const confirmed: StepKind = lastChange < 0 ? "confirmed" : "known";
  // The delivery state is that of the latest version.
  const has = (kind: StepKind) =>
    past.some((step, place) => place > lastChange && step.kind === kind && step.at !== null);
  // The audit trail is written a moment after the delivery state.
  const late = (kind: StepKind, at: string | null | undefined) => {
    if (at && !has(kind)) past.push({ key: kind, kind, at });
  };
  late("sent", delivery?.publishedAt);
  late(confirmed, delivery?.confirmedAt);
  const steps = past;
  if (delivery?.state === "retrying" && delivery.nextAttemptAt) {
    steps.push({ key: "next", kind: "nextAttempt", at: delivery.nextAttemptAt, attempt: delivery.attempts + 1 });
  }
  const isOver = delivery?.state === "dead" || delivery?.state === "discarded";
  if (!isOver && !has("sent") && !has(confirmed)) steps.push({ key: "sent", kind: "sent", at: null });
  if (!isOver && !has(confirmed)) steps.push({ key: confirmed, kind: confirmed, at: null });
  return steps;
}

/** After a change, the confirmation says that verifiers know it: a revoked credential does not become verifiable. */
function asLaterVersions(steps: Step[]): Step[] {
  const first = steps.findIndex((step) => isChange(step.kind));
  if (first < 0) return steps;
  return steps.map((step, place) => (place > first && step.kind === "confirmed" ? { ...step, kind: "known" } : step));
}

function fromHistory(credential: AnyCredential, history: History): Step[] {
  const steps = history.items.filter((item) => item.action !== "credential.verified").flatMap(stepsOfItem);
  if (steps.some((step) => step.kind === "issued")) return steps;
  return [...issuedAndQueued(issuedAt(credential)), ...steps];
}

function stepsOfItem(item: HistoryItem, index: number): Step[] {
  const kind = kinds[item.action] ?? "other";
  if (kind === "issued") {
    const [issued, queued] = issuedAndQueued(item.at);
    return [{ ...issued, ...origin(item), actor: item.actor }, queued];
  }
  return [
    {
      key: `${index} ${item.action}`,
      kind,
      at: item.at,
      action: item.action,
      ...(item.attempt !== null && item.attempt !== undefined && { attempt: item.attempt }),
      ...(item.detail && { detail: item.detail }),
      ...(isChange(kind) && { actor: item.actor }),
      ...origin(item),
    },
  ];
}

function origin(item: HistoryItem): Pick<Step, "workerId" | "traceId"> {
  return { workerId: item.workerId ?? undefined, traceId: item.traceId ?? undefined };
}

/** One transaction stores the credential and queues its event. */
function issuedAndQueued(at: string | undefined): [Step, Step] {
  return [
    { key: "issued", kind: "issued", at },
    { key: "queued", kind: "queued", at },
  ];
}

/** An erased credential no longer says when it was issued. */
function issuedAt(credential: AnyCredential): string | undefined {
  return "timestamp" in credential ? (credential.timestamp ?? undefined) : undefined;
}

const changeTo: Record<CredentialState, StepKind> = {
  active: "reinstated",
  suspended: "suspended",
  revoked: "revoked",
  superseded: "superseded",
  erased: "erased",
};

/** The steps that follow from the credential and its delivery state alone. */
function fromDelivery(credential: AnyCredential, delivery: Delivery | undefined): Step[] {
  const steps: Step[] = issuedAndQueued(issuedAt(credential));
  const { status, version } = credential;
  if (version > 1) {
    // That of a superseded credential may lie ahead.
    const at = new Date(status.since) > new Date() ? undefined : status.since;
    steps.push({ key: "change", kind: changeTo[status.state] ?? "other", at });
  }
  if (delivery?.deadAt && (delivery.state === "dead" || delivery.state === "discarded")) {
    steps.push({ key: "dead", kind: "dead", at: delivery.deadAt, detail: delivery.lastError ?? undefined });
  }
  if (delivery?.state === "discarded") steps.push({ key: "discarded", kind: "discarded", at: undefined });
  return steps;
}
