import { type AuditOutcome, firstOf } from "@kubecredential/shared";

export const actions = [
  "credential.issued",
  "credential.suspended",
  "credential.reinstated",
  "credential.revoked",
  "credential.superseded",
  "credential.erased",
  "event.published",
  "event.retried",
  "event.dead-lettered",
  "event.reprocessed",
  "event.discarded",
  "event.republished",
  "event.applied",
  "credential.verified",
  "delivery.epoch-renewed",
  "group.retired",
  "circuit.isolated",
  "circuit.restored",
  "rebuild.requested",
  "rebuild.finished",
  "rebuild.failed",
  "api-key.created",
  "api-key.rotated",
  "api-key.revoked",
  "session.started",
  "session.ended",
  "session.revoked",
  "session.link-created",
  "signing-key.created",
  "signing-key.rotated",
  "signing-key.compromised",
  "signing-key.replaced",
  "issuer.registered",
  "issuer.changed",
  "credential.exported",
  "batch.uploaded",
  "batch.confirmed",
  "batch.paused",
  "batch.resumed",
  "batch.cancelled",
  "credential-type.published",
  "credential-type.archived",
  "credential-type.restored",
  "credentials.exported",
  "holder.invited",
  "batch.invited",
  "holder.invited-again",
  "holder.invitation-revoked",
  "holder.opened",
  "holder.shared",
  "holder.share-switched-off",
  "holder.correction-requested",
  "holder.correction-answered",
  "issuer.mail-texts-changed",
] as const;

export const outcomes = [
  "done",
  "failed",
  "valid",
  "notYetValid",
  "expired",
  "suspended",
  "revoked",
  "superseded",
  "erased",
  "different",
  "stale",
  "notAuthentic",
  "unknown",
] as const satisfies readonly AuditOutcome[];

type Outcome = (typeof outcomes)[number];

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The audit trail's filters, kept in the URL. Without `service` it is the issuer's trail. */
export interface AuditSearch {
  service?: "verifier";
  credentialId?: string;
  action?: string;
  outcome?: Outcome;
  /** Local date and time in the format of `<input type="datetime-local">`. */
  from?: string;
  to?: string;
}

export function readAuditSearch(search: Record<string, unknown>): AuditSearch {
  const read: AuditSearch = search.service === "verifier" ? { service: "verifier" } : {};
  const outcome = outcomes.find((one) => one === search.outcome);
  if (outcome) read.outcome = outcome;
  for (const key of ["credentialId", "action", "from", "to"] as const) {
    const value = search[key];
    if (typeof value === "string" && value.trim() !== "") read[key] = firstOf(value, 200);
  }
  return read;
}

/** The filters as query parameters. Incomplete IDs and invalid dates are left out. */
export function toAuditQuery({ credentialId, action, outcome, from, to }: AuditSearch) {
  return {
    ...(credentialId && uuid.test(credentialId.trim()) && { credentialId: credentialId.trim() }),
    ...(action && { action }),
    // The API's document does not name all of them here, but the service takes them.
    ...(outcome && { outcome }),
    ...(instant(from) && { from: instant(from) }),
    ...(instant(to) && { to: instant(to) }),
  };
}

function instant(local: string | undefined): string | undefined {
  const date = new Date(local ?? "");
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
