import { readJson, writeJson } from "@kubecredential/shared";
import type { IssueForm } from "./form";

/** A form that has not been sent, and whose it is. */
interface StoredDraft {
  of: string;
  form: IssueForm;
  at: number;
}

const key = "kubecredential.draft";
const longestMs = 24 * 60 * 60 * 1_000;

/** Where the browser has no storage for this page (private windows, policies), the draft lives as long as the page. */
let unstored: StoredDraft | undefined;

/** What this person typed in this tab; see useDraft, which looks whether it is a form. */
export function readDraft(of: string, now = Date.now()): unknown {
  const draft = read();
  return draft?.of === of && now - draft.at < longestMs ? draft.form : undefined;
}

export function keepDraft(of: string, form: IssueForm, now = Date.now()): void {
  const draft = { of, form, at: now };
  try {
    sessionStorage.setItem(key, writeJson(draft));
    unstored = undefined;
  } catch {
    unstored = draft;
  }
}

export function dropDraft(): void {
  unstored = undefined;
  try {
    sessionStorage.removeItem(key);
  } catch {
    // What cannot be written has not been written either.
  }
}

export function isDraftOf(of: string): boolean {
  return read()?.of === of;
}

function read(): StoredDraft | undefined {
  if (unstored) return unstored;
  try {
    return (readJson(sessionStorage.getItem(key) ?? "null") as StoredDraft | null) ?? undefined;
  } catch {
    return undefined;
  }
}
