import { useMemo } from "react";
import { useSignedIn } from "../session/useSession";
import { keepDraft, readDraft } from "./draftStore";
import { emptyForm, type IssueForm } from "./form";

/** The form that this person has not sent. It survives leaving or reloading the page and an expired session, and never leaves the browser. */
export function useDraft() {
  const { identity } = useSignedIn();
  return useMemo(
    () => ({
      read: (): IssueForm | undefined => {
        const draft = readDraft(identity);
        return isForm(draft) ? draft : undefined;
      },
      keep: (form: IssueForm) => keepDraft(identity, form),
    }),
    [identity],
  );
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
