import { type RefObject, useEffect, useRef, useState } from "react";
import { useForm } from "react-hook-form";
import { useSignedIn } from "../session/useSession";
import { expiryOf, isBegun } from "./draft";
import { emptyForm, type IssueForm } from "./form";
import type { RegisteredFields } from "./typed";
import { useDraft } from "./useDraft";
import { useIssueResolver } from "./useIssueResolver";
import { useTypeNamed } from "./useTypeNamed";

/** The form for one credential. What is typed survives leaving and reloading the page. */
export function useIssueForm(element: RefObject<HTMLFormElement | null>) {
  const { session } = useSignedIn();
  const draft = useDraft();
  const [empty] = useState<IssueForm>(() => ({ ...emptyForm, issuerName: session.organisation ?? "" }));
  const [restored] = useState(() => {
    const kept = draft.read();
    return kept && { ...kept, ...expiryOf(kept) };
  });
  const typed = useRef<RegisteredFields>(undefined);
  // Not validated on blur: an error that appears or disappears would move the button that is being clicked.
  const form = useForm<IssueForm>({ resolver: useIssueResolver(element, typed), defaultValues: restored ?? empty });
  useEffect(
    () => form.subscribe({ formState: { values: true }, callback: ({ values }) => draft.keep(values) }),
    [form, draft],
  );
  const { type, registered, isRefused } = useTypeNamed(form.control);
  useEffect(() => {
    typed.current = registered;
  }, [registered]);
  return {
    form,
    type,
    registered,
    isRefused,
    empty,
    isRestored: restored !== undefined && isBegun(restored),
    /** Begins anew with these values. */
    begin: (values: IssueForm) => {
      form.reset(values);
      draft.keep(values);
    },
  };
}
