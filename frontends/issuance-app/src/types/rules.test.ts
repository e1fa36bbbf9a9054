import { expect, test } from "vitest";
import { nameFrom } from "./form";
import { contrastOf } from "./model";
import { enteredValue, faultOfValue, fieldsOf, isMadeOfFields, type SchemaField, schemaOf } from "./schema";
import { lineOf, placedFaults } from "./schemaFaults";
import { lastDayOf, readPeriod } from "./validity";

const fieldOf = (schema: object, isRequired = false): SchemaField => ({
  ...(fieldsOf({ properties: { x: schema } }).fields[0] as SchemaField),
  isRequired,
});

test.each([
  [{ type: "string" }, "a", undefined],
  [{ type: "string", minLength: 2 }, "a", { rule: "minLength", limit: 2 }],
  [{ type: "string", maxLength: 1 }, "é", undefined],
  [{ type: "string", pattern: "^[a-z]+$" }, "A", "pattern"],
  [{ type: "string", pattern: "(" }, "A", undefined],
  [{ enum: ["a", "b"] }, "c", "choice"],
  [{ type: "string", format: "date" }, "2026-02-30", "day"],
  [{ type: "integer" }, "1.0", undefined],
  [{ type: "integer" }, "1.5", "integer"],
  [{ type: "number" }, "1,5", "number"],
  [{ type: ["number", "null"], maximum: 5 }, "5.1", { rule: "maximum", limit: 5 }],
  [{ type: "array" }, "[1]", undefined],
  [{ type: "array" }, "[1", "json"],
  [true, "{}", undefined],
])("%o takes %s or says why not", (schema, text, fault) => {
  expect(faultOfValue(fieldOf(schema as object), text)).toEqual(fault);
});

test("what is empty is missing only where it is required, and is never sent", () => {
  expect(faultOfValue(fieldOf({ type: "string" }), " ")).toBeUndefined();
  expect(faultOfValue(fieldOf({ type: "boolean" }, true), "")).toBe("required");
  expect(enteredValue(fieldOf({ type: "string" }), " ")).toBeUndefined();
  expect(enteredValue(fieldOf({ type: "boolean" }), "false")).toBe(false);
});

test("a schema of fields is the same after it was read, and others are not taken for one", () => {
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    properties: { a: { type: "string", maxLength: 3 }, b: { type: "boolean" }, "c.d": { type: "string", enum: ["x"] } },
    required: ["b"],
    additionalProperties: false,
  };
  expect(isMadeOfFields(schema)).toBe(true);
  expect(schemaOf(fieldsOf(schema))).toEqual(schema);
  for (const other of [
    { ...schema, minProperties: 1 },
    { ...schema, additionalProperties: { type: "string" } },
    { ...schema, required: ["z"] },
    { properties: {} },
    [],
    null,
  ]) {
    expect(isMadeOfFields(other)).toBe(false);
  }
  expect(fieldsOf({ type: "object" })).toEqual({ fields: [], allowsMore: true });
  expect(fieldsOf(null)).toEqual({ fields: [], allowsMore: true });
});

test.each([
  ["P3Y", "2026-07-01", "2029-06-30"],
  ["P18M", "2026-01-31", "2027-07-30"],
  ["P6W", "2026-01-01", "2026-02-11"],
  ["P1Y6M", "2026-01-01", "2027-06-30"],
])("%s from %s ends on %s, as the service counts", (period, from, last) => {
  expect(lastDayOf({ kind: "period", period }, from)).toBe(last);
});

test("what is no period is none", () => {
  for (const text of ["", "P", "3Y", "PT1H", "P0Y", "P1.5Y"]) expect(readPeriod(text)).toBeUndefined();
  expect(lastDayOf({ kind: "none" }, "2026-01-01")).toBeUndefined();
  expect(lastDayOf({ kind: "until", date: "2027-01-01" }, "2026-01-01")).toBe("2027-01-01");
});

test.each([
  [{ properties: { a: { type: "text" } } }, "/properties/a/type", "type"],
  [{ properties: { "a/b": { pattern: "(" } } }, "/properties/a~1b/pattern", "pattern"],
  [{ properties: { a: { pattern: "(?=a)b" } } }, "/properties/a/pattern", "lookaround"],
  [{ properties: { a: { pattern: "(a)\\1" } } }, "/properties/a/pattern", "lookaround"],
  [{ properties: { a: { $ref: "https://example.org/x" } } }, "/properties/a/$ref", "reference"],
  [{ properties: { a: { $ref: "#" } } }, "/properties/a/$ref", "recursion"],
  [{ allOf: [true, { maxLength: -1 }] }, "/allOf/1/maxLength", "count"],
  [{ properties: { a: { items: 7 } } }, "/properties/a/items", "schema"],
  [{ properties: { a: { contentEncoding: "base64" } } }, "/properties/a/contentEncoding", "file"],
  [{ $schema: "http://json-schema.org/draft-07/schema#" }, "/$schema", "draft"],
  [{ required: "a" }, "/required", "names"],
  [{ properties: [] }, "/properties", "object"],
])("the mistake in %j is at %s", (schema, pointer, rule) => {
  expect(placedFaults(schema)).toEqual([{ pointer, rule }]);
});

test("what is right has no faults, and names of fields are no keywords", () => {
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $defs: { x: { type: ["string", "null"], pattern: "^\\(?[(?=]x\\)$" } },
    properties: { type: { type: "string" }, pattern: { $ref: "#/$defs/x" }, enum: { enum: [1] } },
  };
  expect(placedFaults(schema)).toEqual([]);
});

test("the line of a place is found by its names", () => {
  const text = '{\n  "type": "object",\n  "properties": {\n    "a": {\n      "type": "text"\n    }\n  }\n}';
  expect(lineOf(text, "/properties/a/type")).toBe(5);
  expect(lineOf(text, "")).toBe(1);
});

test("contrast is counted as WCAG does", () => {
  expect(contrastOf("#000000", "#ffffff")).toBeCloseTo(21);
  expect(contrastOf("#777777", "#FFFFFF")).toBeCloseTo(4.48, 2);
  expect(contrastOf("#fff", "#ffffff")).toBeUndefined();
});

test("a member is named after its label", () => {
  expect(nameFrom("Conferred on")).toBe("conferredOn");
  expect(nameFrom("Prüfung (2. Versuch)")).toBe("prufung2Versuch");
  expect(nameFrom("学位")).toBe("学位");
  expect(nameFrom("…")).toBe("");
});
