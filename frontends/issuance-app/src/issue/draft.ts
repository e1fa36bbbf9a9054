import { addMonths, todayUtc, writeJson } from "@kubecredential/shared";
import type { IssueForm } from "./form";
import { checkMetadataJson } from "./metadata";

type Json = Record<string, unknown> | unknown[];

/** The form for the next holder: what registrars issue in a row shares its type, issuer, validity and the names of its data. */
export function nextForm(sent: IssueForm, empty: IssueForm, today = todayUtc()): IssueForm {
  const shape = sent.metadataMode === "json" ? shapeOf(sent.metadataJson) : "";
  return {
    ...empty,
    credentialType: sent.credentialType,
    issuerName: sent.issuerName,
    typed: Object.fromEntries(Object.keys(sent.typed).map((key) => [key, ""])),
    metadataMode: sent.metadataMode,
    metadataRows: sent.metadataRows.filter(({ key }) => key !== "").map(({ key }) => ({ key, value: "" })),
    metadataJson: shape,
    metadataShape: shape,
    ...expiryOf(sent, today),
  };
}

/** A period counts from today, whenever that is; a day stays. */
export function expiryOf({ expiryDate, expiryMonths }: IssueForm, today = todayUtc()) {
  return { expiryMonths, expiryDate: expiryMonths === null ? expiryDate : addMonths(today, expiryMonths) };
}

/** Whether the form says anything of the next holder. */
export function isBegun(form: IssueForm): boolean {
  return (
    [form.holderName, form.holderId, form.holderEmail].some((text) => text.trim() !== "") ||
    Object.values(form.typed).some((value) => value !== "") ||
    (form.metadataMode === "json"
      ? form.metadataJson.trim() !== form.metadataShape
      : form.metadataRows.some(({ value }) => value !== ""))
  );
}

/** The JSON with its values taken out; empty if there is none. */
function shapeOf(text: string): string {
  const check = checkMetadataJson(text);
  if (!check.ok || !check.value) return "";
  return writeJson(withoutValues(check.value), 2);
}

function withoutValues(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(withoutValues);
  if (isPlainObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutValues(item)]));
  }
  return typeof value === "string" ? "" : null;
}

/** Numbers that keep their digits are objects, too, of a class of their own. */
function isPlainObject(value: unknown): value is Exclude<Json, unknown[]> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
