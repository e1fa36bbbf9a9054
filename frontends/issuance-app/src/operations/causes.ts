import { type FailedEvent, writeJson } from "@kubecredential/shared";
import type { SnapshotRow } from "./useSnapshot";

/** Failed events with the same cause. */
export interface Cause {
  name: string;
  /** Those that can be reprocessed: they are still as they were loaded. */
  ids: string[];
}

const particular = [
  // UUIDs, times and long numbers differ from event to event.
  /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi,
  /\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:\d{2})?/g,
  /\d{10,}(?:-\d+)?/g,
];

/** The reason without what is particular to one event. */
export function causeOf(reason: string | null | undefined): string {
  return particular.reduce((text, part) => text.replaceAll(part, "…"), reason ?? "").trim();
}

/** The causes, the most frequent first. */
export function causesOf(rows: SnapshotRow[]): Cause[] {
  const causes = new Map<string, string[]>();
  for (const { event, hasChanged } of rows) {
    if (hasChanged) continue;
    const name = causeOf(event.reason);
    causes.set(name, [...(causes.get(name) ?? []), event.id]);
  }
  return [...causes].map(([name, ids]) => ({ name, ids })).sort((a, b) => b.ids.length - a.ids.length);
}

/** Whether an event has all these words, in any case. */
export function hasWords({ payload, text, ...event }: FailedEvent, search: string): boolean {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const all = [...Object.values(event), text, payload && writeJson(payload)].join(" ").toLowerCase();
  return words.every((word) => all.includes(word));
}
