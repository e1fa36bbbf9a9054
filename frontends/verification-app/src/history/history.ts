import {
  type CertificateLook,
  type Check,
  type CredentialContent,
  type CredentialStatus,
  firstOf,
  parseJson,
  readStored,
  writeJson,
  writeStored,
} from "@kubecredential/shared";
import { useSyncExternalStore } from "react";
import { type Subject, type Verdict, verdictKinds } from "../verify/useVerdict";

export interface HistoryEntry {
  key: string;
  id: string;
  /**
   * What was verified: an ID or a whole credential. `lost` for entries of an earlier version and for credentials too large
   * to store. Those cannot be verified again: the ID alone may get a better verdict than the credential did.
   */
  shown: "id" | "whole" | "lost";
  /** The whole credential as entered. */
  raw?: string;
  /** Holder and type as shown to the user, else as known to the verifier. */
  holderName: string | null;
  credentialType: string | null;
  verdict: Omit<Verdict, "issuer">;
}

const storageKey = "kubecredential.checks";
const maxEntries = 100;
/** Browsers allow an origin about five million characters of local storage in total. */
const maxCharacters = 1_000_000;
/** The services accept bodies of up to 64 KiB. */
const longestRaw = 100_000;
const listeners = new Set<() => void>();
let entries: HistoryEntry[] | undefined;

function read(): HistoryEntry[] {
  entries ??= load();
  return entries;
}

function load(): HistoryEntry[] {
  const stored = readStored(storageKey);
  return Array.isArray(stored) ? stored.map(fromFirstVersion).map(fromSecondVersion).filter(isEntry) : [];
}

/** Converts an entry of the first version, which stored only the ID and the kind of verdict. */
function fromFirstVersion(value: unknown): unknown {
  const old = value as { id?: unknown; kind?: unknown; checkedAt?: unknown } | null;
  if (typeof old?.kind !== "string" || typeof old.id !== "string") return value;
  const { kind, checkedAt, ...rest } = old;
  const verdict = { kind, checkedAt, message: "", credential: null, checks: [], syncedAt: null, workerId: null };
  return { holderName: null, credentialType: null, ...rest, key: old.id, shown: "lost", verdict };
}

/** Converts an entry from before a credential had a status. */
function fromSecondVersion(value: unknown): unknown {
  const entry = value as { verdict?: { kind?: unknown } } | null;
  const verdict = entry?.verdict;
  if (typeof verdict !== "object" || verdict === null) return value;
  const kind = verdict.kind === "differs" ? "different" : verdict.kind;
  return { ...entry, verdict: { status: null, asOf: null, ...verdict, kind } };
}

/** Stored entries may be from an older version or edited by hand. */
function isEntry(value: unknown): value is HistoryEntry {
  const entry = value as Partial<HistoryEntry> | null;
  const { verdict } = entry ?? {};
  return (
    isText(entry?.key) &&
    isText(entry.id) &&
    (entry.shown === "id" || entry.shown === "lost" || (entry.shown === "whole" && isText(entry.raw))) &&
    isTextOrNull(entry.holderName) &&
    isTextOrNull(entry.credentialType) &&
    isText(verdict?.checkedAt) &&
    isText(verdict.message) &&
    isTextOrNull(verdict.syncedAt) &&
    isTextOrNull(verdict.asOf) &&
    isTextOrNull(verdict.workerId) &&
    verdictKinds.includes(verdict.kind) &&
    Array.isArray(verdict.checks) &&
    verdict.checks.every(isCheck) &&
    (verdict.credential === null || isCredential(verdict.credential)) &&
    (verdict.status === null || isStatus(verdict.status)) &&
    (verdict.certificate === null || verdict.certificate === undefined || isLook(verdict.certificate))
  );
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || isText(value);
}

function isCheck(value: unknown): value is Check {
  const check = value as Partial<Check> | null;
  return (
    isText(check?.name) &&
    isText(check.status) &&
    isText(check.detail) &&
    (check.differences ?? []).every((one) => isText(one?.field))
  );
}

function isStatus(value: unknown): value is CredentialStatus {
  const status = value as Partial<CredentialStatus> | null;
  return (
    isText(status?.state) &&
    isText(status.since) &&
    isTextOrNull(status.reason ?? null) &&
    isTextOrNull(status.supersededBy ?? null)
  );
}

function isCredential(value: unknown): value is CredentialContent {
  const credential = value as Partial<CredentialContent> | null;
  const { id, holderName, credentialType, issuerName, issueDate, expiryDate, timestamp, workerId } = credential ?? {};
  return (
    [id, holderName, credentialType, issuerName, issueDate, timestamp, workerId].every(isText) &&
    isTextOrNull(expiryDate) &&
    isTextOrNull(credential?.validFrom ?? null)
  );
}

function isLook(value: unknown): value is CertificateLook {
  const { state, display, design } = (value ?? {}) as Partial<CertificateLook>;
  return (
    isText(state) &&
    [design ?? {}].every((one) => Object.values(one).every(isTextOrNull)) &&
    (display ?? []).every(
      (one) =>
        isText(one?.language) &&
        isText(one.title) &&
        isTextOrNull(one.description ?? null) &&
        (one.fields ?? []).every((field) => isText(field?.name) && isText(field.label)),
    )
  );
}

function write(wanted: HistoryEntry[]) {
  let next = bounded(wanted);
  // If the browser's storage is full, older entries are dropped so that the latest one is kept.
  while (!writeStored(storageKey, next.length > 0 ? next : undefined) && next.length > 1) {
    next = next.slice(0, Math.ceil(next.length / 2));
  }
  entries = next;
  for (const notify of listeners) notify();
}

/** The latest entries that fit. */
function bounded(wanted: HistoryEntry[]): HistoryEntry[] {
  let left = maxCharacters;
  const kept = wanted.slice(0, maxEntries);
  const end = kept.findIndex((entry) => {
    left -= writeJson(entry).length;
    return left < 0;
  });
  return end < 0 ? kept : kept.slice(0, end);
}

function subscribe(listener: () => void) {
  const onStorage = (event: StorageEvent) => {
    if (event.key !== storageKey && event.key !== null) return;
    entries = undefined;
    listener();
  };
  listeners.add(listener);
  addEventListener("storage", onStorage);
  return () => {
    listeners.delete(listener);
    removeEventListener("storage", onStorage);
    // Without listeners, changes in other tabs go unnoticed, so the entries are read again next time.
    if (listeners.size === 0) entries = undefined;
  };
}

/** The verifications made in this browser, latest first: one for each ID and for each credential shown. */
export function useHistory(): HistoryEntry[] {
  return useSyncExternalStore(subscribe, read);
}

export function remember({ id, raw: given }: Subject, { issuer: _, ...verdict }: Verdict) {
  const isErased = verdict.kind === "erased";
  // Nothing personal stays of what was erased, here either.
  const raw = isErased ? undefined : given;
  const shown = raw === undefined ? "id" : raw.length > longestRaw ? "lost" : "whole";
  const isSame = (other: HistoryEntry) => other.id === id && other.shown === shown && other.raw === raw;
  const before = load();
  const entry: HistoryEntry = {
    key: (shown === "lost" ? undefined : before.find(isSame)?.key) ?? newKey(),
    id,
    shown,
    ...(shown === "whole" && { raw }),
    ...namesOf(raw, verdict),
    verdict,
  };
  const isReplaced = (other: HistoryEntry) => (isErased ? other.id === id : shown !== "lost" && isSame(other));
  write([entry, ...before.filter((other) => !isReplaced(other))]);
}

/** crypto.randomUUID exists on secure origins only. */
function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A forgery is listed under the name it was shown with, because that is the name the user remembers. */
function namesOf(
  raw: string | undefined,
  { credential }: Verdict,
): Pick<HistoryEntry, "holderName" | "credentialType"> {
  if (raw === undefined) {
    return { holderName: credential?.holderName ?? null, credentialType: credential?.credentialType ?? null };
  }
  const shown = parseJson(raw) as Record<string, unknown>;
  const text = (value: unknown) => (isText(value) ? firstOf(value, 500) : null);
  return { holderName: text(shown.holderName), credentialType: text(shown.credentialType) };
}

/** Whether an entry's names can be trusted. */
export function trustIn({ shown, verdict, holderName }: HistoryEntry): "issued" | "notGenuine" | "unconfirmed" {
  if (verdict.kind === "different") return "notGenuine";
  return shown !== "id" && holderName !== null && (verdict.kind === "unknown" || verdict.kind === "rejected")
    ? "unconfirmed"
    : "issued";
}

export function forget(key: string) {
  write(load().filter((entry) => entry.key !== key));
}

export function forgetAll() {
  write([]);
}
