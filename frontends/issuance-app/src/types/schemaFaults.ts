import { writeJson } from "@kubecredential/shared";
import { isObject } from "./schema";

export type SchemaRule =
  | "draft"
  | "type"
  | "object"
  | "schema"
  | "list"
  | "names"
  | "choices"
  | "count"
  | "number"
  | "pattern"
  | "lookaround"
  | "reference"
  | "recursion"
  | "file";

export interface PlacedFault {
  /** The place in the schema: a JSON Pointer (RFC 6901). */
  pointer: string;
  rule: SchemaRule;
}

const types = ["string", "number", "integer", "boolean", "array", "object", "null"];
const maps = ["properties", "patternProperties", "$defs", "dependentSchemas"];
const lists = ["allOf", "anyOf", "oneOf", "prefixItems"];
const single = [
  "items",
  "additionalProperties",
  "unevaluatedProperties",
  "unevaluatedItems",
  "propertyNames",
  "contains",
  "not",
  "if",
  "then",
  "else",
];
const counts = ["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"];
const numbers = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];
const most = 5;

/** The first mistakes in a schema, each with its place. The service checks all of it, but does not say where. */
export function placedFaults(schema: unknown): PlacedFault[] {
  const faults: PlacedFault[] = [];
  visit(schema, "", faults);
  return faults.slice(0, most);
}

function visit(schema: unknown, pointer: string, faults: PlacedFault[]): void {
  if (typeof schema === "boolean") return;
  const fail = (rule: SchemaRule, ...parts: string[]) => faults.push({ pointer: pointerTo(pointer, ...parts), rule });
  if (!isObject(schema)) {
    fail("schema");
    return;
  }
  for (const [keyword, value] of Object.entries(schema)) {
    if (maps.includes(keyword)) {
      if (!isObject(value)) fail("object", keyword);
      else for (const [name, of] of Object.entries(value)) visit(of, pointerTo(pointer, keyword, name), faults);
    } else if (lists.includes(keyword)) {
      if (!Array.isArray(value)) fail("list", keyword);
      else for (const [index, of] of value.entries()) visit(of, pointerTo(pointer, keyword, String(index)), faults);
    } else if (single.includes(keyword)) {
      visit(value, pointerTo(pointer, keyword), faults);
    } else {
      const rule = ruleOf(keyword, value);
      if (rule) fail(rule, keyword);
    }
  }
}

function ruleOf(keyword: string, value: unknown): SchemaRule | undefined {
  if (counts.includes(keyword)) return Number.isInteger(value) && (value as number) >= 0 ? undefined : "count";
  if (numbers.includes(keyword))
    return Number.isFinite(Number(value)) && typeof value !== "string" ? undefined : "number";
  switch (keyword) {
    case "$schema":
      return /^https:\/\/json-schema\.org\/draft\/2020-12\/schema#?$/.test(String(value)) ? undefined : "draft";
    case "type": {
      const named = Array.isArray(value) ? value : [value];
      return named.length > 0 && named.every((one) => types.includes(one)) ? undefined : "type";
    }
    case "required":
      return Array.isArray(value) && value.every((one) => typeof one === "string") ? undefined : "names";
    case "enum":
      return Array.isArray(value) && value.length > 0 ? undefined : "choices";
    case "pattern":
      return typeof value === "string" ? faultOfPattern(value) : "pattern";
    case "$ref":
      if (value === "#") return "recursion";
      return typeof value === "string" && value.startsWith("#/") ? undefined : "reference";
    case "contentEncoding":
    case "contentMediaType":
      return "file";
    case "format":
      return value === "binary" || value === "byte" ? "file" : undefined;
    default:
      return undefined;
  }
}

/** Patterns must be checked in linear time, so they cannot look around or refer back. */
export function faultOfPattern(pattern: string): "pattern" | "lookaround" | undefined {
  try {
    new RegExp(pattern, "u");
  } catch {
    return "pattern";
  }
  const plain = pattern.replace(/\\[^1-9k]/g, "").replace(/\[[^\]]*\]/g, "");
  return /\(\?<?[=!]|\\[1-9k]/.test(plain) ? "lookaround" : undefined;
}

function pointerTo(pointer: string, ...parts: string[]): string {
  return [pointer, ...parts.map((part) => part.replaceAll("~", "~0").replaceAll("/", "~1"))].join("/");
}

/** The line of a place in a schema, counted from 1: where its names follow each other. */
export function lineOf(text: string, pointer: string): number {
  let at = 0;
  for (const part of pointer.split("/").slice(1)) {
    const name = writeJson(part.replaceAll("~1", "/").replaceAll("~0", "~"));
    const found = text.indexOf(name, at);
    if (found >= 0) at = found + name.length;
  }
  return text.slice(0, at).split("\n").length;
}
