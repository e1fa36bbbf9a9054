import {
  addMonths,
  type IssueRequest,
  isCalendarDay,
  isolated,
  lengthOf,
  showsSomething,
  todayUtc,
  turnsText,
  writeJson,
} from "@kubecredential/shared";
import { z } from "zod/mini";
import type { Texts } from "../texts";
import { enteredValue, type SchemaFields } from "../types/schema";
import {
  checkLimits,
  checkMetadataJson,
  isNamedTwice,
  type MetadataCheck,
  metadataFromRows,
  metadataMaxBytes,
  metadataMaxDepth,
} from "./metadata";

export interface IssueForm {
  holderName: string;
  credentialType: string;
  issuerName: string;
  expiryDate: string;
  validFrom: string;
  holderId: string;
  holderEmail: string;
  metadataMode: "rows" | "json";
  metadataRows: { key: string; value: string }[];
  metadataJson: string;
  /** What was entered for the fields of a registered type, by their keys (see `keyOf`). */
  typed: Record<string, string>;
  /** How many months it is valid for, if that was chosen instead of a day. */
  expiryMonths: number | null;
  /** The JSON without values that the credential before left, which is not to be sent as it is. */
  metadataShape: string;
}

export const emptyForm: IssueForm = {
  holderName: "",
  credentialType: "",
  issuerName: "",
  expiryDate: "",
  validFrom: "",
  holderId: "",
  holderEmail: "",
  metadataMode: "rows",
  metadataRows: [],
  metadataJson: "",
  typed: {},
  expiryMonths: null,
  metadataShape: "",
};

export const limits = { holderName: 200, credentialType: 100, issuerName: 200 } as const;
const longestHolderId = 100;
export const longestEmail = 254;
const yearsAhead = 10;

/** The last day on which a credential may begin. */
export function latestStart(today = todayUtc()): string {
  return addMonths(today, yearsAhead * 12);
}

export function metadataFault(check: MetadataCheck, texts: Texts["metadata"]["errors"]): string | undefined {
  if (check.ok) return undefined;
  switch (check.fault) {
    case "notJson":
      return texts.notJson(check.line, check.column);
    case "notObject":
      return texts.notObject;
    case "tooBig":
      return texts.tooBig(check.bytes, metadataMaxBytes);
    case "tooDeep":
      return texts.tooDeep(check.depth, metadataMaxDepth);
    case "keyTwice":
      return texts.keyTwice(isolated(writeJson(check.key)));
  }
}

/** The API's rules for a name. */
export function nameSchema(limit: number, required: string, rules: Texts["issue"]["errors"]) {
  return z.string().check(
    z.trim(),
    z.minLength(1, required),
    z.refine((value) => lengthOf(value) <= limit, rules.tooLong(limit)),
    z.refine((value) => !/\p{Cc}/u.test(value), rules.control),
    z.refine((value) => !turnsText(value), rules.turning),
    z.refine((value) => value === "" || /\p{Cc}/u.test(value) || showsSomething(value), rules.showsNothing),
  );
}

export function isEmail(text: string): boolean {
  return /^[^\s@]+@[^\s@]+$/.test(text);
}

/** The API's rules, so that most mistakes show before the form is submitted. */
export function issueSchema(texts: Texts) {
  const rules = texts.issue.errors;
  const text = (field: keyof typeof limits) => nameSchema(limits[field], rules.required[field], rules);
  const optional = (limit: number, ...rules: ReturnType<typeof z.refine<string>>[]) =>
    z.string().check(
      z.trim(),
      z.refine((value) => lengthOf(value) <= limit, texts.issue.errors.tooLong(limit)),
      z.refine((value) => !/\p{Cc}/u.test(value), texts.issue.errors.control),
      ...rules,
    );
  const row = z.object({ key: z.string().check(z.trim()), value: z.string() });
  return z
    .object({
      holderName: text("holderName"),
      credentialType: text("credentialType"),
      issuerName: text("issuerName"),
      expiryDate: z.string().check(
        z.refine((day) => day === "" || isCalendarDay(day), { error: rules.day, abort: true }),
        z.refine((day) => day === "" || day >= todayUtc(), rules.past),
      ),
      validFrom: z.string().check(
        z.refine((day) => day === "" || isCalendarDay(day), { error: rules.day, abort: true }),
        z.refine((day) => day === "" || day >= todayUtc(), rules.past),
        z.refine((day) => day === "" || day <= latestStart(), rules.tooFar),
      ),
      holderId: optional(longestHolderId),
      holderEmail: optional(
        longestEmail,
        z.refine((value: string) => value === "" || isEmail(value), rules.email),
      ),
      metadataMode: z.enum(["rows", "json"]),
      metadataRows: z.array(row),
      metadataJson: z.string(),
      typed: z.record(z.string(), z.string()),
      expiryMonths: z.nullable(z.number()),
      metadataShape: z.string(),
    })
    .check((context) => {
      const fail = (path: (string | number)[], message: string) =>
        context.issues.push({ code: "custom", path, message, input: context.value });
      const { metadataMode, metadataRows, metadataJson, metadataShape, validFrom, expiryDate } = context.value;
      if (validFrom !== "" && expiryDate !== "" && validFrom > expiryDate) fail(["validFrom"], rules.order);
      if (metadataMode === "json") {
        const isUnfilled = metadataShape !== "" && metadataJson.trim() === metadataShape;
        const fault = isUnfilled
          ? texts.metadata.errors.unfilled
          : metadataFault(checkMetadataJson(metadataJson), texts.metadata.errors);
        if (fault) fail(["metadataJson"], fault);
        return;
      }
      metadataRows.forEach(({ key, value }, index) => {
        if (key === "" && value !== "") fail(["metadataRows", index, "key"], texts.metadata.errors.nameMissing);
        if (key !== "" && value === "") fail(["metadataRows", index, "value"], texts.metadata.errors.valueMissing);
        if (isNamedTwice(metadataRows, index)) {
          fail(["metadataRows", index, "key"], texts.metadata.errors.nameTwice);
        }
      });
      const fault = metadataFault(checkLimits(metadataFromRows(metadataRows) ?? {}), texts.metadata.errors);
      if (fault) fail(["metadataRows"], fault);
    });
}

/** The key of a type's field in the form: names of fields may contain what the form reads as a path. */
export function keyOf(name: string): string {
  return `f${encodeURIComponent(name).replace(/[.'()]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)}`;
}

/** The additional data as entered: by the fields of the type, and free where it allows more. */
export function metadataIn(form: IssueForm, type?: SchemaFields): Record<string, unknown> | undefined {
  const check = checkMetadataJson(form.metadataJson);
  const free = form.metadataMode === "rows" ? metadataFromRows(form.metadataRows) : check.ok ? check.value : undefined;
  if (!type) return free;
  const typed = type.fields.flatMap((field) => {
    const value = enteredValue(field, form.typed[keyOf(field.name)] ?? "");
    return value === undefined ? [] : [[field.name, value] as const];
  });
  const all = [...typed, ...Object.entries((type.allowsMore && free) || {})];
  return all.length === 0 ? undefined : Object.fromEntries(all);
}

export function toRequest(form: IssueForm, type?: SchemaFields): IssueRequest {
  const metadata = metadataIn(form, type);
  return {
    holderName: form.holderName,
    credentialType: form.credentialType,
    issuerName: form.issuerName,
    ...(form.validFrom !== "" && { validFrom: form.validFrom }),
    ...(form.expiryDate !== "" && { expiryDate: form.expiryDate }),
    ...(form.holderId !== "" && { holderId: form.holderId }),
    ...(form.holderEmail !== "" && { holderEmail: form.holderEmail }),
    ...(metadata && { metadata }),
  };
}

const fields = [
  "holderName",
  "credentialType",
  "issuerName",
  "validFrom",
  "expiryDate",
  "holderId",
  "holderEmail",
  "metadata",
] as const;
export type FormField = (typeof fields)[number];

/** Splits a problem document's errors into those of the form's fields and the rest. */
export function sortServerErrors(errors: Record<string, string[]>): {
  atFields: Partial<Record<FormField, string>>;
  others: string[];
} {
  const atFields: Partial<Record<FormField, string>> = {};
  const others: string[] = [];
  for (const [path, rules] of Object.entries(errors)) {
    const name = path.replace(/^\$\.?/, "").split(/[.[]/)[0] ?? "";
    const field = fields.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
    const within = field === "metadata" ? path.replace(/^\$?\.?metadata\.?/i, "") : "";
    const messages = within === "" ? rules : rules.map((rule) => `${within}: ${rule}`);
    if (field) atFields[field] = [atFields[field], ...messages].filter(Boolean).join(" ");
    else others.push(...rules.map((rule) => (name === "" ? rule : `${path}: ${rule}`)));
  }
  return { atFields, others };
}
