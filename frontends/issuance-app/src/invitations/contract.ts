import { type ApiOf, issuanceApi } from "@kubecredential/shared";

/* What the generated contract does not have yet. */

export const invitationStates = ["queued", "sent", "opened", "bounced", "failed", "expired", "revoked"] as const;

export type InvitationState = (typeof invitationStates)[number];

export type InvitationDelivery = "email" | "link";

export interface Invitation {
  id: string;
  credentialId: string;
  holderName: string;
  delivery: InvitationDelivery;
  email: string | null;
  language: string;
  state: InvitationState;
  createdAt: string;
  sentAt: string | null;
  openedAt: string | null;
  expiresAt: string;
  problem: string | null;
  batchId?: string | null;
  /** Only in the answer to the request that made it. */
  link?: string;
}

export type InvitationCounts = Record<InvitationState, number>;

export interface InvitationPage {
  invitations: Invitation[];
  nextCursor: string | null;
  counts: InvitationCounts;
}

export interface InviteRequest {
  delivery: InvitationDelivery;
  email: string | null;
  language: string;
}

export interface BatchInvited {
  queued: number;
  withoutAddress: number;
  alreadyInvited: number;
}

type Answer<Status extends number, T> = { [Key in Status]: { content: { "application/json": T } } };
type Body<T> = { content: { "application/json": T } };
type Of = { parameters: { path: { id: string } } };

interface Paths {
  "/api/v1/credentials/{id}/invitations": {
    get: Of & { responses: Answer<200, { invitations: Invitation[] }> };
    post: Of & { requestBody: Body<InviteRequest>; responses: Answer<201, Invitation> };
  };
  "/api/v1/invitations": {
    get: {
      parameters: { query?: { state?: InvitationState; batch?: string; limit?: number; cursor?: string } };
      responses: Answer<200, InvitationPage>;
    };
  };
  "/api/v1/invitations/{id}/revoke": { post: Of & { responses: Answer<200, Invitation> } };
  "/api/v1/invitations/{id}/resend": { post: Of & { responses: Answer<200, Invitation> } };
  "/api/v1/batches/{id}/invitations": {
    post: Of & { requestBody: Body<{ language: string }>; responses: Answer<202, BatchInvited> };
  };
}

export const invitationApi = issuanceApi as unknown as ApiOf<Paths>;
