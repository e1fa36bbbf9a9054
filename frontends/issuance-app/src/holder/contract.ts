import { type ApiOf, type CredentialStatus, type IssuedCredential, issuanceApi } from "@kubecredential/shared";

/* What the generated contract does not have yet. */

export interface Share {
  id: string;
  label: string | null;
  createdAt: string;
  expiresAt: string | null;
  switchedOffAt: string | null;
  opened: number;
  lastOpenedAt: string | null;
  /** Only in the answer to the request that made it. */
  link?: string;
}

export interface Correction {
  id: string;
  credentialId: string;
  holderName: string;
  credentialType: string;
  field: "holderName";
  current: string;
  proposed: string;
  note: string | null;
  state: "open" | "corrected" | "declined";
  createdAt: string;
  answeredAt: string | null;
  answer: string | null;
  replacedBy: string | null;
}

export interface HolderCertificate {
  display: {
    language: string;
    title: string;
    description?: string | null;
    fields: { name: string; label: string }[];
  }[];
  /** Pictures by their addresses. */
  design: { colour: string; textColour: string; background: string | null; logo: string | null };
  publicFields: string[];
}

/** What the holder sees behind a personal link. */
export interface Holder {
  credential: IssuedCredential;
  status: CredentialStatus;
  verifyAddress: string;
  certificate: HolderCertificate | null;
  formats: string[];
  papers: string[];
  linkedIn: string;
  email: string | null;
  shares: Share[];
  corrections: Correction[];
  sessionExpiresAt: string;
  antiForgeryToken: string;
}

type Answer<Status extends number, T> = { [Key in Status]: { content: { "application/json": T } } };
type Nothing = { 204: { content?: never } };
type Body<T> = { content: { "application/json": T } };

interface Paths {
  "/api/v1/holder/session": {
    post: { requestBody: Body<{ token: string }>; responses: Answer<200, Holder> };
    delete: { responses: Nothing };
  };
  "/api/v1/holder/new-link": {
    post: { requestBody: Body<{ token: string }>; responses: Answer<202, { message: string }> };
  };
  "/api/v1/holder": { get: { responses: Answer<200, Holder> } };
  "/api/v1/holder/documents/{format}": {
    get: {
      parameters: { path: { format: string }; query?: { page?: "A4" | "Letter"; language?: string } };
      responses: Answer<200, never>;
    };
  };
  "/api/v1/holder/shares": {
    post: {
      requestBody: Body<{ label: string | null; expiresAt: string | null }>;
      responses: Answer<201, Share>;
    };
  };
  "/api/v1/holder/shares/{id}/switch-off": {
    post: { parameters: { path: { id: string } }; responses: Answer<200, Share> };
  };
  "/api/v1/holder/corrections": {
    post: {
      requestBody: Body<{ field: "holderName"; proposed: string; note: string | null }>;
      responses: Answer<201, Correction>;
    };
  };
}

export const holderApi = issuanceApi as unknown as ApiOf<Paths>;
