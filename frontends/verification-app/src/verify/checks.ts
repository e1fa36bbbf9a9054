import {
  type Check,
  type CheckName,
  type Difference,
  dayOf,
  formatDay,
  formatInstant,
  formatMoment,
  isolated,
  isSameText,
  type KnownIssuer,
  type Language,
  localEndOf,
  localStartOf,
  type SharedTexts,
  type StatusReason,
} from "@kubecredential/shared";
import type { Texts } from "../texts";
import type { Verdict, VerdictKind } from "./useVerdict";

export interface ShownCheck {
  key: string;
  status: Check["status"];
  name: string;
  /** What was found. */
  detail: string;
  /** What the check is about. */
  meaning: string;
  differences: Difference[];
  /** The ID of the credential that takes this one's place. */
  successor: string | null;
}

const order: CheckName[] = [
  "known",
  "authentic",
  "content",
  "validFrom",
  "expiry",
  "suspension",
  "revocation",
  "current",
  "issuer",
  "fresh",
  "synchronised",
];

interface Words {
  texts: Texts["checks"];
  reasons: SharedTexts["status"];
  language: Language;
}

/** A verdict's checks in the user's language. */
export function checksOf(verdict: Verdict, words: Words): ShownCheck[] {
  const { texts } = words;
  return [...verdict.checks]
    .sort((a, b) => placeOf(a.name) - placeOf(b.name))
    .map((check) => ({
      key: check.name,
      status: check.status,
      name: texts.names[check.name] ?? check.name,
      // Our own text if there is one, else the verifier's.
      detail: detailOf(check, verdict, words) ?? check.detail,
      meaning: texts.meanings[check.name] ?? "",
      differences: check.differences ?? [],
      successor: check.name === "current" ? successorOf(verdict) : null,
    }));
}

/** A check that this app does not know comes last. */
function placeOf(name: CheckName): number {
  const place = order.indexOf(name);
  return place < 0 ? order.length : place;
}

/** The ID of the credential that takes the place of this one, now or from a day on. */
export function successorOf({ checks, status }: Pick<Verdict, "checks" | "status">): string | null {
  return checks.find(({ name }) => name === "current")?.supersededBy ?? status?.supersededBy ?? null;
}

/** The public reason as a sentence of its own; empty where none was given. */
export function reasonIn(status: Verdict["status"], words: SharedTexts["status"]): string {
  const reason = status?.reason;
  return reason ? `${words.reason}: ${words.reasons[reason as StatusReason] ?? isolated(reason)}.` : "";
}

function detailOf(check: Check, verdict: Verdict, { texts, reasons, language }: Words): string | undefined {
  const { credential, status } = verdict;
  if (verdict.kind === "notAuthentic" && check.status === "unchecked")
    return check.name === "authentic" ? texts.signatureUnchecked : texts.notCheckedUnsigned;
  if (check.name === "fresh") return freshness(verdict, texts, language);
  if (check.status === "unchecked") {
    if (check.name === "content" && credential) return texts.contentUnchecked;
    if (credential) return undefined;
    return verdict.kind === "erased" ? texts.notCheckedErased : texts.notChecked;
  }
  const shown = (day: string) => formatDay(day, language);
  const isPassed = check.status === "pass";
  const changed = status && shown(dayOf(status.since));
  const because = (text: string) => [text, reasonIn(status, reasons)].filter(Boolean).join(" ");
  switch (check.name) {
    case "known":
      return isPassed ? texts.known : texts.unknown;
    case "authentic":
      if (check.status === "warning") return texts.signedAnew;
      return isPassed ? texts.signed : texts.notSigned;
    case "content":
      return isPassed ? texts.contentEqual : texts.contentDiffers(check.differences?.length ?? 0);
    case "validFrom": {
      if (!credential) return undefined;
      const first = credential.validFrom ?? credential.issueDate;
      const text = isPassed ? texts.validSince(shown(first)) : texts.validFrom(shown(first));
      return `${text} ${beginOf(first, verdict.checkedAt, texts, language)}`.trim();
    }
    case "expiry":
      if (!credential) return undefined;
      return credential.expiryDate ? expiryOf(check, credential.expiryDate, verdict, { texts, language }) : texts.never;
    case "suspension":
      if (isPassed) return texts.notSuspended;
      return changed && status.state === "suspended" ? because(texts.suspended(changed)) : undefined;
    case "revocation":
      if (isPassed) return texts.notRevoked;
      return changed && status.state === "revoked" ? because(texts.revoked(changed)) : undefined;
    case "current":
      if (status?.state === "superseded" && changed) return texts.replaced(changed);
      return isPassed ? texts.notReplaced : undefined;
    case "issuer":
      if (!credential || !isPassed) return undefined;
      return [
        texts.issuedBy(isolated(credential.issuerName), shown(credential.issueDate)),
        ...(verdict.issuer === null ? [texts.noProfile] : []),
      ].join(" ");
    case "synchronised":
      return verdict.syncedAt && isPassed ? formatInstant(verdict.syncedAt, language) : undefined;
    default:
      return undefined;
  }
}

type Tongue = Pick<Words, "texts" | "language">;

function expiryOf({ status }: Check, last: string, { checkedAt }: Verdict, { texts, language }: Tongue): string {
  const say = status === "fail" ? texts.since : status === "warning" ? texts.soon : texts.until;
  return `${say(formatDay(last, language))} ${endOf(last, checkedAt, texts, language)}`.trim();
}

/** How close to its first or last day a verdict must be for the hour to matter. */
const nearMs = 2 * 86_400_000;

function isNear(day: string, at: string): boolean {
  return Math.abs(Date.parse(`${day}T12:00:00Z`) - Date.parse(at)) < nearMs;
}

/** When a day begins for the reader, where the hour matters and is not the one in UTC. */
function beginOf(day: string, at: string, texts: Texts["checks"], language: Language): string {
  const moment = isNear(day, at) ? localStartOf(day, language) : undefined;
  return moment ? texts.localBegin(moment) : "";
}

function endOf(day: string, at: string, texts: Texts["checks"], language: Language): string {
  const moment = isNear(day, at) ? localEndOf(day, language) : undefined;
  return moment ? texts.localEnd(moment) : "";
}

/** The verdicts that are about a credential of whom it names, so that they can be said with its names. */
const namedKinds: readonly VerdictKind[] = ["valid", "expired", "notYetValid", "suspended", "revoked", "superseded"];

export function namesMayBeSaid(kind: VerdictKind): boolean {
  return namedKinds.includes(kind);
}

/** When the day that decides the verdict begins or ends for the reader, shortly before and after it. */
export function boundIn({ kind, credential, checkedAt }: Verdict, { texts, language }: Tongue): string {
  if (kind === "expired" && credential?.expiryDate) return endOf(credential.expiryDate, checkedAt, texts, language);
  if (kind === "notYetValid" && credential?.validFrom) return beginOf(credential.validFrom, checkedAt, texts, language);
  return "";
}

/** The verdicts on a credential that is its issuer's own. */
const ownKinds: readonly VerdictKind[] = [
  "valid",
  "notYetValid",
  "expired",
  "suspended",
  "revoked",
  "superseded",
  "erased",
  "stale",
];

/**
 * The issuer to show with a verdict: only if it is certain that it issued the credential. Never with one that does not match
 * what was issued, which would borrow the issuer's name.
 */
export function issuerOf({ kind, checks, issuer, credential }: Verdict): KnownIssuer | undefined {
  const signature = checks.find(({ name }) => name === "authentic")?.status;
  const isCertain = ownKinds.includes(kind) && (signature === "pass" || signature === "warning");
  if (!issuer || !isCertain) return undefined;
  return credential && !isSameText(credential.issuerName, issuer.name) ? undefined : issuer;
}

/** Whether it could not be told if the issuer signed it. */
export function isUncertain({ kind, checks }: Pick<Verdict, "kind" | "checks">): boolean {
  return kind === "notAuthentic" && checks.find(({ name }) => name === "authentic")?.status !== "fail";
}

/** What a verdict looks like: one on which nothing is known is no accusation. */
export function shownKind(verdict: Pick<Verdict, "kind" | "checks">): VerdictKind {
  return isUncertain(verdict) ? "rejected" : verdict.kind;
}

/** How old the verifier's knowledge was when it checked. */
export function freshness({ checks, asOf, checkedAt }: Verdict, texts: Texts["checks"], language: Language): string {
  if (asOf === null) return texts.neverHeard;
  const check = checks.find(({ name }) => name === "fresh");
  const moment = formatMoment(asOf, language, new Date(checkedAt));
  return check?.status === "warning" || check?.status === "fail" ? texts.notHeardSince(moment) : texts.asOf(moment);
}
