import { useLanguage } from "@kubecredential/shared";
import { useDebouncedValue } from "@mantine/hooks";
import { useMemo } from "react";
import { type Control, useWatch } from "react-hook-form";
import { fieldsOf } from "../types/schema";
import { useRegisteredType } from "../types/useTypes";
import type { IssueForm } from "./form";
import type { RegisteredFields } from "./typed";

const typingPauseMs = 200;

/** The registered type that a form names, with its fields. */
export function useTypeNamed(control: Control<IssueForm>) {
  const { language } = useLanguage();
  const [credentialType, issuerName] = useWatch({ control, name: ["credentialType", "issuerName"] });
  const [name] = useDebouncedValue(credentialType, typingPauseMs);
  const { type, mustBeRegistered, isPending } = useRegisteredType(name, issuerName);
  const registered = useMemo<RegisteredFields | undefined>(
    () => type && { ...fieldsOf(type.definition.schema), validity: type.definition.validity, language },
    [type, language],
  );
  return {
    type,
    registered,
    isPending,
    /** Whether the service issues registered types only, and this is none. */
    isRefused: mustBeRegistered && !type && !isPending && name.trim() !== "" && name === credentialType,
  };
}
