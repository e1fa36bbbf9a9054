import type { FailedEvent, FailedEventPage } from "@kubecredential/shared";
import { useState } from "react";

export interface SnapshotRow {
  event: FailedEvent;
  /** Whether it has changed since it was loaded: retried, resolved or removed. */
  hasChanged: boolean;
}

interface Snapshot {
  question: string;
  events: FailedEvent[];
  pages: number;
}

/**
 * Keeps rows in place while someone reads and selects: changed rows are marked and new ones counted until `reload`.
 * Further pages are appended. Another question has a snapshot of its own, which begins with its own answer.
 */
export function useSnapshot(
  pages: FailedEventPage[] | undefined,
  question: string,
  isOfAnother: boolean,
): {
  rows?: SnapshotRow[];
  news: number;
  reload: () => void;
} {
  const [loaded, setLoaded] = useState<Snapshot>();
  const reload = () => setLoaded(undefined);
  if (pages === undefined) return { rows: undefined, news: 0, reload };
  const now = pages.flatMap((page) => page.items);
  const snapshot = isOfAnother && loaded ? loaded : nextSnapshot(loaded, question, now, pages.length);
  if (snapshot !== loaded) setLoaded(snapshot);

  const present = new Map(now.map((event) => [event.id, versionOf(event)]));
  const rows = snapshot.events.map((event) => ({ event, hasChanged: present.get(event.id) !== versionOf(event) }));
  const known = new Set(snapshot.events.map((event) => event.id));
  return { rows, news: now.filter((event) => !known.has(event.id)).length, reload };
}

function nextSnapshot(loaded: Snapshot | undefined, question: string, now: FailedEvent[], pages: number): Snapshot {
  // An empty list can be filled without moving anything.
  if (loaded?.question !== question || (loaded.events.length === 0 && now.length > 0)) {
    return { question, events: now, pages };
  }
  if (pages <= loaded.pages) return loaded;
  const known = new Set(loaded.events.map((event) => event.id));
  return { question, events: [...loaded.events, ...now.filter((event) => !known.has(event.id))], pages };
}

function versionOf(event: FailedEvent): string {
  return [event.attempts, event.lastFailedAt, event.nextAttemptAt].join();
}
