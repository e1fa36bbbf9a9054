import type { Invitation } from "@kubecredential/shared";

export type InvitationState = Invitation["state"];

/** In the order in which they are listed. */
export const invitationStates = [
  "queued",
  "sent",
  "opened",
  "bounced",
  "failed",
  "expired",
  "revoked",
] as const satisfies InvitationState[];
