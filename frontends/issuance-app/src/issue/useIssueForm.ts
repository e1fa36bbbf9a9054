import { useLanguage } from "@kubecredential/shared";
import { useDebouncedValue } from "@mantine/hooks";
import { type RefObject, useEffect, useMemo, useRef, useState } from "react";
import { useForm, useWatch } from "react-hook-form";
import { useSignedIn } from "../session/useSession";
import { fieldsOf } from "../types/schema";
import { useRegisteredType } from "../types/useTypes";
import { expiryOf, isBegun } from "./draft";
import { emptyForm, type IssueForm } from "./form";
import type { RegisteredFields } from "./typed";
import { useIssueResolver } from "./useIssueResolver";

const typingPauseMs = 200;

/** The form for one credential. What is typed survives leaving and reloading the page. */
export function useIssueForm(element: RefObject<HTMLFormElement | null>) {
  const { session, draft } = useSignedIn();
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
  const { language } = useLanguage();
  const [credentialType, issuerName] = useWatch({ control: form.control, name: ["credentialType", "issuerName"] });
  const [name] = useDebouncedValue(credentialType, typingPauseMs);
  const { type, mustBeRegistered, isPending } = useRegisteredType(name, issuerName);
  const registered = useMemo<RegisteredFields | undefined>(
    () => type && { ...fieldsOf(type.definition.schema), validity: type.definition.validity, language },
    [type, language],
  );
  useEffect(() => {
    typed.current = registered;
  }, [registered]);
  return {
    form,
    type,
    registered,
    /** Whether the service issues registered types only, and this is none. */
    isRefused: mustBeRegistered && !type && !isPending && name.trim() !== "" && name === credentialType,
    empty,
    isRestored: restored !== undefined && isBegun(restored),
    /** Begins anew with these values. */
    begin: (values: IssueForm) => {
      form.reset(values);
      draft.keep(values);
    },
  };
}
