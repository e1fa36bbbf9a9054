import { formatDay, type Problem, todayUtc } from "@kubecredential/shared";
import type { FieldErrors } from "react-hook-form";
import { faultText } from "../faults/useFaultText";
import { faultOfValue, type SchemaFields, type ValueFault } from "../types/schema";
import { lastDayOf, type Validity } from "../types/validity";
import { dayInput } from "./dayInput";
import { type IssueForm, keyOf, sortServerErrors } from "./form";
import type { IssueTexts } from "./texts";

/** What the form needs to know of the registered type. */
export interface RegisteredFields extends SchemaFields {
  validity: Validity;
  language: string;
}

/** The last day by the type's rule, for the first day that was entered. */
export function ruledExpiry(form: Pick<IssueForm, "validFrom">, type: { validity: Validity } | undefined) {
  return type && lastDayOf(type.validity, form.validFrom || todayUtc());
}

/** What the type's rules say against the form. The service checks all of them again, and more. */
export function typeFaults(
  form: IssueForm,
  type: RegisteredFields,
  element: HTMLFormElement | null,
  texts: IssueTexts,
): FieldErrors<IssueForm> {
  const typed = Object.fromEntries(
    type.fields.flatMap((field) => {
      const key = keyOf(field.name);
      // A browser reports a partial date as empty.
      const isPartial = dayInput(element, `typed.${key}`)?.validity.badInput;
      const fault = isPartial ? "day" : faultOfValue(field, form.typed[key] ?? "");
      return fault ? [[key, { type: "type", message: messageOf(fault, texts.typed.errors) }]] : [];
    }),
  );
  const last = ruledExpiry(form, type);
  const isTooLate = last !== undefined && form.expiryDate !== "" && form.expiryDate > last;
  return {
    ...(Object.keys(typed).length > 0 && { typed }),
    ...(isTooLate && {
      expiryDate: { type: "type", message: texts.typed.errors.tooLate(formatDay(last, type.language)) },
    }),
  };
}

function messageOf(fault: ValueFault, texts: IssueTexts["typed"]["errors"]): string {
  return typeof fault === "string" ? texts[fault] : texts[fault.rule](fault.limit);
}

/** A problem document's errors by the fields of the form, each by its path, and the rest as sentences. */
export function placeErrors(
  { errors = {}, faults = [] }: Problem,
  form: IssueForm,
  type: RegisteredFields | undefined,
) {
  const atFields: Record<string, string> = {};
  const rest = { ...errors };
  for (const fault of faults) {
    const { pointer } = fault;
    const [member, name] = partsOf(pointer);
    if (member !== "metadata" || !type?.fields.some((field) => field.name === name)) continue;
    const path = `typed.${keyOf(name ?? "")}`;
    atFields[path] = [atFields[path], faultText(fault, type.language)].filter(Boolean).join(" ");
    delete rest[partsOf(pointer).join(".")];
  }
  const sorted = sortServerErrors(rest);
  const others = [...sorted.others];
  for (const [field, message] of Object.entries(sorted.atFields)) {
    if (field !== "metadata") atFields[field] = message;
    else if (type && !type.allowsMore) others.push(message);
    else atFields[form.metadataMode === "json" ? "metadataJson" : "metadataRows"] = message;
  }
  return { atFields, others };
}

function partsOf(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}
