import { zodResolver } from "@hookform/resolvers/zod";
import { type RefObject, useMemo } from "react";
import type { Resolver } from "react-hook-form";
import { useTexts } from "../texts";
import { type IssueForm, issueSchema } from "./form";

/** The form's rules. A browser reports a partial date as empty, and submitted like that, a credential would never expire. */
export function useIssueResolver(form: RefObject<HTMLFormElement | null>): Resolver<IssueForm> {
  const texts = useTexts();
  return useMemo(() => {
    const check = zodResolver(issueSchema(texts));
    return (values, context, options) => {
      const complete = { ...values };
      for (const name of ["expiryDate", "validFrom"] as const) {
        if (dayInput(form.current, name)?.validity.badInput) complete[name] = "incomplete";
      }
      return check(complete, context, options);
    };
  }, [texts, form]);
}

/** The input of a day, for what React does not know of it. */
export function dayInput(form: HTMLFormElement | null, name: "expiryDate" | "validFrom"): HTMLInputElement | null {
  return form?.querySelector(`input[name=${name}]`) ?? null;
}
