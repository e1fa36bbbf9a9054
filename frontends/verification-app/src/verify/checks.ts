import { type Check, type Difference, formatDay, formatInstant, isolated, type Language } from "@kubecredential/shared";
import type { Texts } from "../texts";
import type { Verdict } from "./useVerdict";

export interface ShownCheck {
  key: string;
  status: Check["status"];
  name: string;
  /** What was found. */
  detail: string;
  /** What the check is about. */
  meaning: string;
  differences: Difference[];
}

const order: Check["name"][] = ["known", "content", "expiry", "issuer", "synchronised"];

/** A verdict's checks in the user's language. */
export function checksOf(verdict: Verdict, texts: Texts["checks"], language: Language): ShownCheck[] {
  return [...verdict.checks]
    .sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name))
    .map((check) => ({
      key: check.name,
      status: check.status,
      name: texts.names[check.name] ?? check.name,
      // Our own text if there is one, else the verifier's.
      detail: detailOf(check, verdict, texts, language) ?? check.detail,
      meaning: texts.meanings[check.name] ?? "",
      differences: check.differences ?? [],
    }));
}

function detailOf(check: Check, verdict: Verdict, texts: Texts["checks"], language: Language): string | undefined {
  const { credential } = verdict;
  if (check.status === "unchecked") {
    return check.name === "content" && credential ? texts.contentUnchecked : credential ? undefined : texts.notChecked;
  }
  const day = credential?.expiryDate ? formatDay(credential.expiryDate, language) : undefined;
  switch (check.name) {
    case "known":
      return check.status === "pass" ? texts.known : texts.unknown;
    case "content":
      return check.status === "pass" ? texts.contentEqual : texts.contentDiffers(check.differences?.length ?? 0);
    case "expiry":
      if (!credential) return undefined;
      if (!day) return texts.never;
      return check.status === "fail"
        ? texts.since(day)
        : check.status === "warning"
          ? texts.soon(day)
          : texts.until(day);
    case "issuer":
      return credential && check.status === "pass"
        ? texts.issuedBy(isolated(credential.issuerName), formatDay(credential.issueDate, language))
        : undefined;
    case "synchronised":
      return verdict.syncedAt && check.status === "pass" ? formatInstant(verdict.syncedAt, language) : undefined;
  }
}
