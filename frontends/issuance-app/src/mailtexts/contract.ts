import { type ApiOf, issuanceApi } from "@kubecredential/shared";

/* What the generated contract does not have yet. */

export const mailKinds = ["invitation", "newLink", "expiry", "answer"] as const;

export type MailKind = (typeof mailKinds)[number];

export interface MailText {
  kind: MailKind;
  language: string;
  subject: string;
  body: string;
}

export interface MailTexts {
  /** The issuer's own. */
  texts: MailText[];
  defaults: MailText[];
  placeholders: string[];
}

export interface MailPreview {
  subject: string;
  text: string;
  html: string;
}

type Of = { parameters: { path: { slug: string } } };
type Answer<T> = { 200: { content: { "application/json": T } } };
type Body<T> = { content: { "application/json": T } };

interface Paths {
  "/api/v1/issuers/{slug}/mail-texts": {
    get: Of & { responses: Answer<MailTexts> };
    put: Of & { requestBody: Body<{ texts: MailText[] }>; responses: Answer<MailTexts> };
  };
  "/api/v1/issuers/{slug}/mail-texts/preview": {
    post: Of & { requestBody: Body<MailText>; responses: Answer<MailPreview> };
  };
}

export const mailTextApi = issuanceApi as unknown as ApiOf<Paths>;
