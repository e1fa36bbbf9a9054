import { readStored, writeStored } from "@kubecredential/shared";
import { useSyncExternalStore } from "react";
import type { Verdict, VerdictKind } from "../verify/useVerdict";

export interface HistoryEntry {
  id: string;
  kind: VerdictKind;
  /** Who and what it was about, if the verifier knew. */
  holderName: string | null;
  credentialType: string | null;
  checkedAt: string;
}

const storageKey = "kubecredential.checks";
const maxEntries = 100;
const listeners = new Set<() => void>();
let entries: HistoryEntry[] | undefined;

function read(): HistoryEntry[] {
  entries ??= load();
  return entries;
}

function load(): HistoryEntry[] {
  const stored = readStored(storageKey);
  return Array.isArray(stored) ? stored.filter(isEntry) : [];
}

/** What is stored may come from an older version, or from somebody's hands. */
function isEntry(value: unknown): value is HistoryEntry {
  const entry = value as Partial<HistoryEntry> | null;
  return (
    typeof entry?.id === "string" &&
    typeof entry.checkedAt === "string" &&
    ["valid", "expired", "differs", "invalid", "unknown", "rejected"].includes(entry.kind ?? "")
  );
}

function write(next: HistoryEntry[]) {
  entries = next;
  writeStored(storageKey, next.length > 0 ? next : undefined);
  for (const notify of listeners) notify();
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
    // Read again when next shown: what changed meanwhile was not heard here.
    if (listeners.size === 0) entries = undefined;
  };
}

/** The checks made in this browser, the latest first, one for each credential. */
export function useHistory(): HistoryEntry[] {
  return useSyncExternalStore(subscribe, read);
}

export function remember(id: string, verdict: Verdict) {
  const entry: HistoryEntry = {
    id,
    kind: verdict.kind,
    holderName: verdict.credential?.holderName ?? null,
    credentialType: verdict.credential?.credentialType ?? null,
    checkedAt: verdict.checkedAt,
  };
  write([entry, ...load().filter((other) => other.id !== id)].slice(0, maxEntries));
}

export function forget(id: string) {
  write(load().filter((entry) => entry.id !== id));
}

export function forgetAll() {
  write([]);
}
