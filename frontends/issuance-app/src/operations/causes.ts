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

/** The causes, the most frequent first. All are listed, but only what is found belongs to them. */
export function causesOf(rows: SnapshotRow[], isFound: (event: FailedEvent) => boolean = () => true): Cause[] {
  const causes = new Map<string, string[]>();
  for (const { event, hasChanged } of rows) {
    if (hasChanged) continue;
    const name = causeOf(event.reason);
    const ids = causes.get(name) ?? [];
    if (ids.length === 0) causes.set(name, ids);
    if (isFound(event)) ids.push(event.id);
  }
  return [...causes].map(([name, ids]) => ({ name, ids })).sort((a, b) => b.ids.length - a.ids.length);
}

/** Whether an event has all these words, in any case. */
export function hasWords(event: FailedEvent, search: string): boolean {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const text = textOf(event);
  return words.every((word) => text.includes(word));
}

/** A search asks for the same texts at every key. */
const known = new WeakMap<FailedEvent, string>();

function textOf(event: FailedEvent): string {
  const before = known.get(event);
  if (before !== undefined) return before;
  const { payload, ...rest } = event;
  const text = [...Object.values(rest), payload && writeJson(payload)].join(" ").toLowerCase();
  known.set(event, text);
  return text;
}
