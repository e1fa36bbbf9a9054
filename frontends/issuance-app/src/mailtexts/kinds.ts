import type { MailText } from "@kubecredential/shared";

export type MailKind = MailText["kind"];

/** In the order in which they are offered. */
export const mailKinds = ["invitation", "newLink", "expiry", "answer"] as const satisfies MailKind[];
