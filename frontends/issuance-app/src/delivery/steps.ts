import type { Credential, Delivery, History, HistoryItem } from "@kubecredential/shared";

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
  workerId?: string;
  traceId?: string;
  /** The action's name in the audit trail. */
  action?: string;
}

const kinds: Record<string, StepKind> = {
  "credential.issued": "issued",
  "event.retried": "retried",
  "event.published": "sent",
  "event.dead-lettered": "dead",
  "event.reprocessed": "reprocessed",
  "event.discarded": "discarded",
  "event.republished": "republished",
  "event.applied": "applied",
  "event.confirmed": "confirmed",
};

/** The steps of the delivery, oldest first: past steps, then those still to come. */
export function stepsOf(credential: Credential, delivery: Delivery | undefined, history: History | undefined): Step[] {
  const past = history ? fromHistory(credential, history) : fromDelivery(credential, delivery);
  const has = (kind: StepKind) => past.some((step) => step.kind === kind && step.at !== null);
  // The audit trail is written a moment after the delivery state.
  const late = (kind: "sent" | "confirmed", at: string | null | undefined) => {
    if (at && !has(kind)) past.push({ key: kind, kind, at });
  };
  late("sent", delivery?.publishedAt);
  late("confirmed", delivery?.confirmedAt);
  const steps = past;
  if (delivery?.state === "retrying" && delivery.nextAttemptAt) {
    steps.push({ key: "next", kind: "nextAttempt", at: delivery.nextAttemptAt, attempt: delivery.attempts + 1 });
  }
  const isOver = delivery?.state === "dead" || delivery?.state === "discarded";
  if (!isOver && !has("sent") && !has("confirmed")) steps.push({ key: "sent", kind: "sent", at: null });
  if (!isOver && !has("confirmed")) steps.push({ key: "confirmed", kind: "confirmed", at: null });
  return steps;
}

function fromHistory(credential: Credential, history: History): Step[] {
  const steps = history.items.filter((item) => item.action !== "credential.verified").flatMap(stepsOfItem);
  return steps.some((step) => step.kind === "issued") ? steps : [...issuedAndQueued(credential.timestamp), ...steps];
}

function stepsOfItem(item: HistoryItem, index: number): Step[] {
  const kind = kinds[item.action] ?? "other";
  if (kind === "issued") {
    const [issued, queued] = issuedAndQueued(item.at);
    return [{ ...issued, ...origin(item) }, queued];
  }
  return [
    {
      key: `${index} ${item.action}`,
      kind,
      at: item.at,
      action: item.action,
      ...(item.attempt !== null && item.attempt !== undefined && { attempt: item.attempt }),
      ...(item.detail && { detail: item.detail }),
      ...origin(item),
    },
  ];
}

function origin(item: HistoryItem): Pick<Step, "workerId" | "traceId"> {
  return { workerId: item.workerId ?? undefined, traceId: item.traceId ?? undefined };
}

/** One transaction stores the credential and queues its event. */
function issuedAndQueued(at: string): [Step, Step] {
  return [
    { key: "issued", kind: "issued", at },
    { key: "queued", kind: "queued", at },
  ];
}

/** The steps that follow from the delivery state alone. */
function fromDelivery(credential: Credential, delivery: Delivery | undefined): Step[] {
  const steps: Step[] = issuedAndQueued(credential.timestamp);
  if (delivery?.deadAt && (delivery.state === "dead" || delivery.state === "discarded")) {
    steps.push({ key: "dead", kind: "dead", at: delivery.deadAt, detail: delivery.lastError ?? undefined });
  }
  if (delivery?.state === "discarded") steps.push({ key: "discarded", kind: "discarded", at: undefined });
  return steps;
}
