import { formatDay, formatInstant, type Language } from "@kubecredential/shared";
import type { Texts } from "../texts";
import type { Verdict } from "./useVerdict";

export type Outcome = "pass" | "warn" | "fail" | "unknown";

export interface Check {
  name: string;
  outcome: Outcome;
  detail: string;
}

/** What a verdict rests on, one by one. */
export function checksOf(verdict: Verdict, texts: Texts["checks"], language: Language): Check[] {
  const { credential } = verdict;
  if (!credential) {
    const known: Outcome = verdict.kind === "unknown" ? "fail" : "unknown";
    return [
      { name: texts.known.name, outcome: known, detail: known === "fail" ? texts.known.fail : verdict.message },
      { name: texts.expiry.name, outcome: "unknown", detail: texts.notChecked },
      { name: texts.issuer.name, outcome: "unknown", detail: texts.notChecked },
    ];
  }
  const day = credential.expiryDate && formatDay(credential.expiryDate, language);
  const checks: Check[] = [
    { name: texts.known.name, outcome: "pass", detail: texts.known.pass },
    verdict.kind === "expired"
      ? { name: texts.expiry.name, outcome: "fail", detail: texts.expiry.since(day ?? "") }
      : { name: texts.expiry.name, outcome: "pass", detail: day ? texts.expiry.until(day) : texts.expiry.never },
    {
      name: texts.issuer.name,
      outcome: "pass",
      detail: texts.issuer.detail(credential.issuerName, formatDay(credential.issueDate, language)),
    },
  ];
  if (verdict.kind === "invalid") {
    checks.push({ name: texts.accepted.name, outcome: "fail", detail: verdict.message });
  }
  if (verdict.syncedAt) {
    checks.push({ name: texts.synced.name, outcome: "pass", detail: formatInstant(verdict.syncedAt, language) });
  }
  return checks;
}
