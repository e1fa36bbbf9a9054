export const actions = [
  "credential.issued",
  "event.published",
  "event.retried",
  "event.dead-lettered",
  "event.reprocessed",
  "event.discarded",
  "event.republished",
  "event.confirmed",
  "event.applied",
  "credential.verified",
  "circuit.isolated",
  "circuit.restored",
  "rebuild.requested",
  "rebuild.finished",
  "rebuild.failed",
] as const;

/** What the audit trail is narrowed to; it lives in the URL. The issuer's trail is what is left out. */
export interface AuditSearch {
  service?: "verifier";
  credentialId?: string;
  action?: string;
  outcome?: string;
  /** Local date and time, as the browser's input writes it. */
  from?: string;
  to?: string;
}

export function readAuditSearch(search: Record<string, unknown>): AuditSearch {
  const read: AuditSearch = search.service === "verifier" ? { service: "verifier" } : {};
  for (const key of ["credentialId", "action", "outcome", "from", "to"] as const) {
    const value = search[key];
    if (typeof value === "string" && value.trim() !== "") read[key] = value.slice(0, 200);
  }
  return read;
}

/** What the API is asked for; a moment that is none is left out. */
export function toAuditQuery({ credentialId, action, outcome, from, to }: AuditSearch) {
  return {
    ...(credentialId && { credentialId: credentialId.trim() }),
    ...(action && { action }),
    ...(outcome && { outcome: outcome.trim() }),
    ...(instant(from) && { from: instant(from) }),
    ...(instant(to) && { to: instant(to) }),
  };
}

function instant(local: string | undefined): string | undefined {
  const date = new Date(local ?? "");
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
