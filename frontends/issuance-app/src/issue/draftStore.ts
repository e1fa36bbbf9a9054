import { readJson, writeJson } from "@kubecredential/shared";
import { emptyForm, type IssueForm } from "./form";

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

/** The draft of this person in this tab, which survives a reload. It never leaves the browser. */
export function readDraft(of: string, now = Date.now()): IssueForm | undefined {
  const draft = read();
  if (draft?.of !== of || !(now - draft.at < longestMs)) return undefined;
  return isForm(draft.form) ? draft.form : undefined;
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

/** Whether it has every field: an earlier version of this app may have written it. */
function isForm(value: unknown): value is IssueForm {
  if (typeof value !== "object" || value === null) return false;
  const form = value as Record<string, unknown>;
  return (
    Object.entries(emptyForm).every(([name, empty]) =>
      empty === null ? form[name] === null || typeof form[name] === "number" : typeof form[name] === typeof empty,
    ) &&
    Object.values(form.typed as object).every((value) => typeof value === "string") &&
    Array.isArray(form.metadataRows) &&
    form.metadataRows.every((row) => typeof row?.key === "string" && typeof row?.value === "string")
  );
}
