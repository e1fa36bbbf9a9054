import {
  type CredentialType,
  isCalendarDay,
  isSameText,
  lengthOf,
  parseJson,
  placeOfFault,
  RepeatedKeyError,
  TooDeepError,
  type TypeDefinition,
  type TypeVersionRequest,
} from "@kubecredential/shared";
import { z } from "zod/mini";
import { nameSchema } from "../issue/form";
import type { Texts } from "../texts";
import { isColour } from "./model";
import {
  type FieldKind,
  fieldsOf,
  isEditable,
  isMadeOfFields,
  isObject,
  longestSchema,
  type SchemaField,
  schemaOf,
  writeSchema,
} from "./schema";
import { faultOfPattern, lineOf, type PlacedFault, placedFaults } from "./schemaFaults";
import type { TypeTexts } from "./texts";
import { type PeriodUnit, readPeriod } from "./validity";

/** A field as it is edited: numbers as they are typed, texts by language. */
export interface FieldForm {
  name: string;
  kind: FieldKind;
  isRequired: boolean;
  isPublic: boolean;
  minLength: string;
  maxLength: string;
  pattern: string;
  minimum: string;
  maximum: string;
  /** One per line. */
  choices: string;
  /** Those that have not been shown yet are not there. */
  texts: Record<string, { label?: string; help?: string } | undefined>;
  /** The field's own schema, for a kind that has no inputs. */
  schema: unknown;
}

export interface TypeForm {
  name: string;
  /** Empty: all issuers. */
  issuer: string;
  displays: { language: string; title: string; description: string }[];
  mode: "fields" | "json";
  fields: FieldForm[];
  allowsMore: boolean;
  schemaJson: string;
  colour: string;
  textColour: string;
  background: string;
  logo: string;
  validityKind: "none" | "until" | "period";
  validityDate: string;
  periodLength: string;
  periodUnit: PeriodUnit;
  /** A period that is none of a single unit, as it was. */
  otherPeriod: string;
  isAchievement: boolean;
  criteria: string;
  image: string;
  /** Separated by commas. */
  tags: string;
  isEveryFormat: boolean;
  formats: string[];
}

export const formats = ["vc", "vc-jwt", "open-badge", "vc-ecdsa", "vc-jcs"] as const;

export const limits = {
  name: 100,
  title: 100,
  description: 500,
  label: 100,
  help: 300,
  criteria: 2_000,
  tag: 50,
} as const;
export const mostTags = 20;
export const mostFields = 100;

export function emptyType(language: string, issuer: string | null): TypeForm {
  return {
    name: "",
    issuer: issuer ?? "",
    displays: [{ language, title: "", description: "" }],
    mode: "fields",
    fields: [],
    allowsMore: false,
    schemaJson: "",
    colour: "#1f4e79",
    textColour: "#ffffff",
    background: "",
    logo: "",
    validityKind: "none",
    validityDate: "",
    periodLength: "",
    periodUnit: "Y",
    otherPeriod: "",
    isAchievement: false,
    criteria: "",
    image: "",
    tags: "",
    isEveryFormat: true,
    formats: [...formats],
  };
}

export function newField(): FieldForm {
  return {
    name: "",
    kind: "text",
    isRequired: false,
    isPublic: true,
    minLength: "",
    maxLength: "",
    pattern: "",
    minimum: "",
    maximum: "",
    choices: "",
    texts: {},
    schema: {},
  };
}

/** The form of a new version, filled in with what the type says now. */
export function formOf({ name, issuer, definition }: CredentialType): TypeForm {
  const { display, design, validity, achievement } = definition;
  const period = readPeriod(validity.period ?? "");
  const single = period && singleUnitOf(period);
  const isFields = isMadeOfFields(definition.schema);
  return {
    ...emptyType("en", issuer),
    name,
    displays:
      display.length > 0
        ? display.map(({ language, title, description }) => ({ language, title, description: description ?? "" }))
        : [{ language: "en", title: name, description: "" }],
    mode: isFields ? "fields" : "json",
    fields: fieldFormsOf(definition),
    allowsMore: fieldsOf(definition.schema).allowsMore,
    schemaJson: isFields ? "" : writeSchema(definition.schema),
    colour: design.colour,
    textColour: design.textColour,
    background: design.background ?? "",
    logo: design.logo ?? "",
    validityKind: validity.kind,
    validityDate: validity.date ?? "",
    periodLength: single?.[0] ?? "",
    periodUnit: single?.[1] ?? "Y",
    otherPeriod: period && !single ? (validity.period ?? "") : "",
    isAchievement: Boolean(achievement),
    criteria: achievement?.criteria ?? "",
    image: achievement?.image ?? "",
    tags: achievement?.tags.join(", ") ?? "",
    isEveryFormat: definition.formats === null,
    formats: definition.formats ?? [...formats],
  };
}

function singleUnitOf(period: NonNullable<ReturnType<typeof readPeriod>>): [string, PeriodUnit] | undefined {
  const used = (["years", "months", "weeks", "days"] as const).filter((unit) => period[unit] > 0);
  const [unit] = used;
  if (used.length !== 1 || !unit) return undefined;
  return [String(period[unit]), ({ years: "Y", months: "M", weeks: "W", days: "D" } as const)[unit]];
}

/** The fields in the order in which they are shown. */
function fieldFormsOf({ schema, display, publicFields }: TypeDefinition): FieldForm[] {
  const order = display[0]?.fields.map(({ name }) => name) ?? [];
  const placeOf = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return fieldsOf(schema)
    .fields.toSorted((a, b) => placeOf(a.name) - placeOf(b.name))
    .map((field) => ({
      ...fieldFormOf(field),
      isPublic: publicFields.includes(field.name),
      texts: Object.fromEntries(
        display.map(({ language, fields }) => {
          const text = fields.find(({ name }) => name === field.name);
          return [language, { label: text?.label ?? "", help: text?.help ?? "" }];
        }),
      ),
    }));
}

function fieldFormOf(field: SchemaField): FieldForm {
  const text = (value: number | undefined) => (value === undefined ? "" : String(value));
  return {
    ...newField(),
    name: field.name,
    kind: isEditable(field) ? field.kind : "other",
    isRequired: field.isRequired,
    minLength: text(field.minLength),
    maxLength: text(field.maxLength),
    pattern: field.pattern ?? "",
    minimum: text(field.minimum),
    maximum: text(field.maximum),
    choices: field.choices?.join("\n") ?? "",
    schema: field.schema,
  };
}

/** The fields of a schema that was written as JSON; those that were there keep their texts and their place. */
export function fieldsOfJson(text: string, before: FieldForm[]): FieldForm[] | undefined {
  const check = checkSchemaJson(text);
  if (!check.ok) return undefined;
  const found = fieldsOf(check.schema).fields.map(fieldFormOf);
  const kept = before.flatMap(({ name, texts, isPublic }) => {
    const field = found.find((one) => one.name === name);
    return field ? [{ ...field, texts, isPublic }] : [];
  });
  return [...kept, ...found.filter(({ name }) => !kept.some((field) => field.name === name))];
}

export type SchemaCheck =
  | { ok: true; schema: Record<string, unknown> }
  | { ok: false; fault: "notJson"; line: number; column: number }
  | { ok: false; fault: "notObject" | "notForObjects" | "empty" }
  | { ok: false; fault: "tooBig"; bytes: number }
  | { ok: false; fault: "keyTwice"; key: string }
  | { ok: false; fault: "placed"; places: (PlacedFault & { line: number })[] };

/** Checks what the service would refuse at once. What the schema means, only the service decides. */
export function checkSchemaJson(text: string): SchemaCheck {
  if (text.trim() === "") return { ok: false, fault: "empty" };
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > longestSchema) return { ok: false, fault: "tooBig", bytes };
  try {
    const schema = parseJson(text);
    if (!isObject(schema)) return { ok: false, fault: "notObject" };
    if (schema.type !== "object") return { ok: false, fault: "notForObjects" };
    const places = placedFaults(schema).map((fault) => ({ ...fault, line: lineOf(text, fault.pointer) }));
    return places.length === 0 ? { ok: true, schema } : { ok: false, fault: "placed", places };
  } catch (error) {
    if (error instanceof RepeatedKeyError) return { ok: false, fault: "keyTwice", key: error.key };
    if (error instanceof TooDeepError) return { ok: false, fault: "notObject" };
    return { ok: false, fault: "notJson", ...placeOfFault(text, error) };
  }
}

function numberIn(text: string): number | undefined {
  return text.trim() === "" ? undefined : Number(text);
}

function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

export function tagsOf(text: string): string[] {
  return text
    .split(",")
    .map((tag) => tag.trim())
    .filter((tag) => tag !== "");
}

/** The schema that the form stands for; undefined while its JSON is none. */
export function schemaIn(form: TypeForm): Record<string, unknown> | undefined {
  if (form.mode === "json") {
    const check = checkSchemaJson(form.schemaJson);
    return check.ok ? check.schema : undefined;
  }
  return schemaOf({
    allowsMore: form.allowsMore,
    fields: form.fields.map((field) => ({
      name: field.name,
      kind: field.kind,
      isRequired: field.isRequired,
      schema: field.schema,
      minLength: numberIn(field.minLength),
      maxLength: numberIn(field.maxLength),
      pattern: field.pattern,
      minimum: numberIn(field.minimum),
      maximum: numberIn(field.maximum),
      choices: linesOf(field.choices),
    })),
  });
}

/** What the form says, as the service takes it. */
export function definitionOf(form: TypeForm): TypeDefinition & TypeVersionRequest {
  const named = form.fields.filter(({ name }) => name.trim() !== "");
  return {
    schema: schemaIn(form) ?? {},
    display: form.displays.map(({ language, title, description }) => ({
      language,
      title: title.trim(),
      description: description.trim() || null,
      fields: named.flatMap(({ name, texts }) => {
        const label = texts[language]?.label?.trim();
        return label ? [{ name, label, help: texts[language]?.help?.trim() || null }] : [];
      }),
    })),
    design: {
      colour: form.colour.toLowerCase(),
      textColour: form.textColour.toLowerCase(),
      background: form.background || null,
      logo: form.logo || null,
    },
    validity:
      form.validityKind === "until"
        ? { kind: "until", date: form.validityDate }
        : form.validityKind === "period"
          ? { kind: "period", period: periodIn(form) }
          : { kind: "none" },
    publicFields: named.filter(({ isPublic }) => isPublic).map(({ name }) => name),
    achievement: form.isAchievement
      ? { criteria: form.criteria.trim(), image: form.image || null, tags: tagsOf(form.tags) }
      : null,
    formats: form.isEveryFormat ? null : form.formats,
  };
}

export function periodIn({ periodLength, periodUnit, otherPeriod }: TypeForm): string {
  return periodLength.trim() === "" && otherPeriod !== "" ? otherPeriod : `P${periodLength.trim()}${periodUnit}`;
}

export function schemaFault(check: SchemaCheck, texts: TypeTexts["errors"]["schema"]): string | undefined {
  if (check.ok) return undefined;
  switch (check.fault) {
    case "notJson":
      return texts.notJson(check.line, check.column);
    case "tooBig":
      return texts.tooBig(check.bytes, longestSchema);
    case "keyTwice":
      return texts.keyTwice(check.key);
    case "placed":
      return check.places.map(({ pointer, line, rule }) => texts.at(pointer, line, texts.rules[rule])).join("\n");
    default:
      return texts[check.fault];
  }
}

/** The API's rules, so that most mistakes show before the form is submitted. */
export function typeSchema(texts: TypeTexts, rules: Texts["issue"]["errors"]) {
  const text = (limit: number, required?: string) =>
    z.string().check(
      z.refine((value) => !required || value.trim() !== "", required ?? ""),
      z.refine((value) => lengthOf(value.trim()) <= limit, rules.tooLong(limit)),
    );
  const count = z.string().check(z.refine((value) => /^\s*\d{0,6}\s*$/.test(value), texts.errors.count));
  const number = z
    .string()
    .check(z.refine((value) => value.trim() === "" || /^-?\d+(\.\d+)?$/.test(value.trim()), texts.errors.number));
  const colour = z.string().check(z.refine(isColour, texts.errors.colour));
  const field = z.object({
    name: z
      .string()
      .check(z.trim(), z.minLength(1, texts.errors.fieldName), z.maxLength(limits.label, rules.tooLong(limits.label))),
    kind: z.enum(["text", "choice", "date", "number", "integer", "boolean", "other"]),
    isRequired: z.boolean(),
    isPublic: z.boolean(),
    minLength: count,
    maxLength: count,
    pattern: z.string().check(
      z.refine((value) => faultOfPattern(value) !== "pattern", texts.errors.pattern),
      z.refine((value) => faultOfPattern(value) !== "lookaround", texts.errors.schema.rules.lookaround),
    ),
    minimum: number,
    maximum: number,
    choices: z.string(),
    texts: z.record(
      z.string(),
      z.optional(z.object({ label: z.optional(text(limits.label)), help: z.optional(text(limits.help)) })),
    ),
    schema: z.unknown(),
  });
  return z
    .object({
      name: nameSchema(limits.name, texts.errors.name, rules),
      issuer: z.string().check(
        z.trim(),
        z.refine((value) => lengthOf(value) <= 200, rules.tooLong(200)),
      ),
      displays: z.array(
        z.object({
          language: z.string(),
          title: text(limits.title, texts.errors.title),
          description: text(limits.description),
        }),
      ),
      mode: z.enum(["fields", "json"]),
      fields: z.array(field),
      allowsMore: z.boolean(),
      schemaJson: z.string(),
      colour,
      textColour: colour,
      background: z.string(),
      logo: z.string(),
      validityKind: z.enum(["none", "until", "period"]),
      validityDate: z.string(),
      periodLength: z.string(),
      periodUnit: z.enum(["Y", "M", "W", "D"]),
      otherPeriod: z.string(),
      isAchievement: z.boolean(),
      criteria: text(limits.criteria),
      image: z.string(),
      tags: z.string(),
      isEveryFormat: z.boolean(),
      formats: z.array(z.string()),
    })
    .check((context) => {
      const form = context.value;
      const fail = (path: (string | number)[], message: string) =>
        context.issues.push({ code: "custom", path, message, input: form });
      const [first] = form.displays;
      form.fields.forEach((field, index) => {
        if (first && !field.texts[first.language]?.label?.trim()) {
          fail(["fields", index, "texts", first.language, "label"], texts.errors.label);
        }
        if (form.fields.findIndex((other) => isSameText(other.name, field.name)) < index) {
          fail(["fields", index, "name"], texts.errors.nameTwice);
        }
        if (form.mode === "json") return;
        const choices = linesOf(field.choices);
        if (field.kind === "choice" && choices.length === 0) fail(["fields", index, "choices"], texts.errors.choices);
        if (field.kind === "choice" && new Set(choices).size < choices.length) {
          fail(["fields", index, "choices"], texts.errors.choiceTwice);
        }
        if (isReversed(field.minLength, field.maxLength)) fail(["fields", index, "maxLength"], texts.errors.reversed);
        if (isReversed(field.minimum, field.maximum)) fail(["fields", index, "maximum"], texts.errors.reversed);
      });
      if (form.mode === "json") {
        const fault = schemaFault(checkSchemaJson(form.schemaJson), texts.errors.schema);
        if (fault) fail(["schemaJson"], fault);
      }
      if (form.validityKind === "until" && !isCalendarDay(form.validityDate)) fail(["validityDate"], rules.day);
      if (form.validityKind === "period" && !readPeriod(periodIn(form))) fail(["periodLength"], texts.errors.period);
      if (form.isAchievement && form.criteria.trim() === "") fail(["criteria"], texts.errors.criteria);
      const tags = tagsOf(form.tags);
      if (tags.length > mostTags) fail(["tags"], texts.errors.tags(mostTags));
      if (tags.some((tag) => lengthOf(tag) > limits.tag)) fail(["tags"], texts.errors.tagTooLong(limits.tag));
      if (!form.isEveryFormat && form.formats.length === 0) fail(["formats"], texts.errors.formats);
    });
}

function isReversed(least: string, most: string): boolean {
  return least.trim() !== "" && most.trim() !== "" && Number(least) > Number(most);
}

/** The name of a member, made of its label: `Conferred on` becomes `conferredOn`. */
export function nameFrom(label: string): string {
  const words =
    label
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return words
    .map((word, index) =>
      index === 0 ? word.toLowerCase() : word.charAt(0).toUpperCase() + word.slice(1).toLowerCase(),
    )
    .join("")
    .slice(0, limits.label);
}

/** A problem document's errors by the fields of this form; the others as sentences. */
export function sortErrors(errors: Record<string, string[]>, form: TypeForm) {
  const atFields: { path: string; message: string }[] = [];
  const others: string[] = [];
  for (const [key, messages] of Object.entries(errors)) {
    // A fault within a schema has its place: a JSON Pointer, as tools for schemas name places.
    const message = `${key.startsWith("schema/") ? `${key.slice("schema".length)}: ` : ""}${messages.join(" ")}`;
    const path = pathOf(key.replace(/^\$\.?/, ""), form);
    if (path) atFields.push({ path, message });
    else others.push(key === "" || key === "body" ? message : `${key}: ${message}`);
  }
  return { atFields, others };
}

function pathOf(key: string, form: TypeForm): string | undefined {
  const same: Record<string, string> = {
    name: "name",
    id: "name",
    issuer: "issuer",
    "design.colour": "colour",
    "design.textColour": "textColour",
    "validity.date": "validityDate",
    "validity.period": "periodLength",
    "achievement.criteria": "criteria",
    formats: "formats",
  };
  if ((key === "schema" || key.startsWith("schema/")) && form.mode === "json") return "schemaJson";
  if (key.startsWith("achievement.tags")) return "tags";
  const [, place, rest = ""] = /^display\[(\d+)\]\.(title|description)$/.exec(key) ?? [];
  if (place !== undefined) return `displays.${place}.${rest}`;
  return same[key];
}
