import { isCalendarDay, lengthOf, parseJson, writeJson } from "@kubecredential/shared";

/** How the value of a field is entered. `other` is what forms have no input for, such as lists: it is entered as JSON. */
export const fieldKinds = ["text", "choice", "date", "number", "integer", "boolean", "other"] as const;

export type FieldKind = (typeof fieldKinds)[number];

export type JsonObject = Record<string, unknown>;

/** A member of the metadata, as the schema describes it. */
export interface SchemaField {
  name: string;
  kind: FieldKind;
  isRequired: boolean;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  choices?: string[];
  /** The field's own schema. */
  schema: unknown;
}

export interface SchemaFields {
  fields: SchemaField[];
  /** Whether the metadata may have members that are not listed. */
  allowsMore: boolean;
}

export const longestSchema = 32 * 1_024;
const draft = "https://json-schema.org/draft/2020-12/schema";

/** The fields of a schema for an object. */
export function fieldsOf(schema: unknown): SchemaFields {
  if (!isObject(schema)) return { fields: [], allowsMore: true };
  const required = Array.isArray(schema.required) ? schema.required : [];
  const properties = isObject(schema.properties) ? Object.entries(schema.properties) : [];
  return {
    fields: properties.map(([name, of]) => ({ name, isRequired: required.includes(name), ...read(of) })),
    allowsMore: schema.additionalProperties !== false,
  };
}

/** Whether fields say all that the schema says, so that it can be edited as fields. */
export function isMadeOfFields(schema: unknown): boolean {
  if (!isObject(schema) || !hasOnly(schema, ["$schema", "type", "properties", "required", "additionalProperties"])) {
    return false;
  }
  const { required = [], properties = {}, additionalProperties = true } = schema;
  return (
    schema.type === "object" &&
    isObject(properties) &&
    typeof additionalProperties === "boolean" &&
    Array.isArray(required) &&
    required.every((name) => typeof name === "string" && Object.hasOwn(properties, name))
  );
}

/** The schema that these fields make. */
export function schemaOf({ fields, allowsMore }: SchemaFields): JsonObject {
  const required = fields.filter(({ isRequired }) => isRequired).map(({ name }) => name);
  return {
    $schema: draft,
    type: "object",
    properties: Object.fromEntries(fields.map((field) => [field.name, schemaOfField(field)])),
    ...(required.length > 0 && { required }),
    ...(!allowsMore && { additionalProperties: false }),
  };
}

function schemaOfField({ kind, schema, minLength, maxLength, pattern, minimum, maximum, choices }: SchemaField) {
  switch (kind) {
    case "text":
      return {
        type: "string",
        ...(minLength !== undefined && { minLength }),
        ...(maxLength !== undefined && { maxLength }),
        ...(pattern && { pattern }),
      };
    case "choice":
      return { type: "string", enum: choices ?? [] };
    case "date":
      return { type: "string", format: "date" };
    case "number":
    case "integer":
      return {
        type: kind,
        ...(minimum !== undefined && { minimum }),
        ...(maximum !== undefined && { maximum }),
      };
    case "boolean":
      return { type: "boolean" };
    case "other":
      return schema;
  }
}

const known: Record<FieldKind, string[]> = {
  text: ["type", "minLength", "maxLength", "pattern"],
  choice: ["type", "enum"],
  date: ["type", "format"],
  number: ["type", "minimum", "maximum"],
  integer: ["type", "minimum", "maximum"],
  boolean: ["type"],
  other: [],
};

/** Whether a field's schema says nothing that the editor has no input for. */
export function isEditable({ kind, schema }: SchemaField): boolean {
  return kind !== "other" && isObject(schema) && typeof schema.type === "string" && hasOnly(schema, known[kind]);
}

function read(schema: unknown): Omit<SchemaField, "name" | "isRequired"> {
  if (!isObject(schema)) return { kind: "other", schema };
  const types = (Array.isArray(schema.type) ? schema.type : [schema.type]).filter((type) => type !== "null");
  const type = types.length === 1 ? types[0] : undefined;
  const { enum: choices, format } = schema;
  if (Array.isArray(choices) && choices.every((one) => typeof one === "string") && type !== "number") {
    return { kind: "choice", choices, schema };
  }
  if (type === "string") {
    if (format === "date") return { kind: "date", schema };
    return {
      kind: "text",
      minLength: numberIn(schema.minLength),
      maxLength: numberIn(schema.maxLength),
      pattern: typeof schema.pattern === "string" ? schema.pattern : undefined,
      schema,
    };
  }
  if (type === "number" || type === "integer") {
    return { kind: type, minimum: numberIn(schema.minimum), maximum: numberIn(schema.maximum), schema };
  }
  return { kind: type === "boolean" ? "boolean" : "other", schema };
}

function numberIn(value: unknown): number | undefined {
  const number = Number(value ?? Number.NaN);
  return Number.isFinite(number) ? number : undefined;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function hasOnly(value: JsonObject, names: string[]): boolean {
  return Object.keys(value).every((name) => names.includes(name));
}

export type ValueFault =
  | "required"
  | "choice"
  | "day"
  | "number"
  | "integer"
  | "json"
  | "pattern"
  | { rule: "minLength" | "maxLength" | "minimum" | "maximum"; limit: number };

/** What is wrong with a value as it was entered. The service has the last word. */
export function faultOfValue(field: SchemaField, text: string): ValueFault | undefined {
  const entered = text.trim();
  if (entered === "") return field.isRequired ? "required" : undefined;
  switch (field.kind) {
    case "choice":
      return field.choices?.includes(text) ? undefined : "choice";
    case "date":
      return isCalendarDay(entered) ? undefined : "day";
    case "boolean":
      return undefined;
    case "number":
    case "integer": {
      if (!/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(entered)) return "number";
      const number = Number(entered);
      if (field.kind === "integer" && !Number.isInteger(number)) return "integer";
      if (field.minimum !== undefined && number < field.minimum) return { rule: "minimum", limit: field.minimum };
      if (field.maximum !== undefined && number > field.maximum) return { rule: "maximum", limit: field.maximum };
      return undefined;
    }
    case "other":
      return jsonIn(entered) === undefined ? "json" : undefined;
    case "text": {
      const length = lengthOf(entered);
      if (field.minLength !== undefined && length < field.minLength)
        return { rule: "minLength", limit: field.minLength };
      if (field.maxLength !== undefined && length > field.maxLength)
        return { rule: "maxLength", limit: field.maxLength };
      return field.pattern && !matches(field.pattern, entered) ? "pattern" : undefined;
    }
  }
}

/** The member's value as JSON has it; undefined if nothing was entered. Numbers keep their digits. */
export function enteredValue({ kind }: SchemaField, text: string): unknown {
  const entered = text.trim();
  if (entered === "") return undefined;
  switch (kind) {
    case "number":
    case "integer":
    case "other":
      return jsonIn(entered);
    case "boolean":
      return entered === "true";
    case "choice":
      return text;
    default:
      return entered;
  }
}

function jsonIn(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, "u").test(text);
  } catch {
    // The service's patterns are of another engine.
    return true;
  }
}

export function writeSchema(schema: unknown): string {
  return writeJson(schema, 2);
}
