import { zodResolver } from "@hookform/resolvers/zod";
import { type RefObject, useMemo } from "react";
import type { Resolver } from "react-hook-form";
import { useTexts } from "../texts";
import { dayInput } from "./dayInput";
import { type IssueForm, issueSchema } from "./form";
import { useIssueTexts } from "./texts";
import { type RegisteredFields, typeFaults } from "./typed";

/** The form's rules. A browser reports a partial date as empty, and submitted like that, a credential would never expire. */
export function useIssueResolver(
  form: RefObject<HTMLFormElement | null>,
  type?: RefObject<RegisteredFields | undefined>,
): Resolver<IssueForm> {
  const texts = useTexts();
  const own = useIssueTexts();
  return useMemo(() => {
    const check = zodResolver(issueSchema(texts));
    return async (values, context, options) => {
      const complete = { ...values };
      const registered = type?.current;
      // What cannot be entered is not checked either.
      if (registered && !registered.allowsMore) Object.assign(complete, { metadataMode: "rows", metadataRows: [] });
      for (const name of ["expiryDate", "validFrom"] as const) {
        if (dayInput(form.current, name)?.validity.badInput) complete[name] = "incomplete";
      }
      const checked = await check(complete, context, options);
      const faults = registered ? typeFaults(complete, registered, form.current, own) : {};
      if (Object.keys(faults).length === 0) return checked;
      return { values: {}, errors: { ...checked.errors, ...faults } };
    };
  }, [texts, own, form, type]);
}
