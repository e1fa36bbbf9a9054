import { expect, test } from "vitest";
import { checkMetadataJson, metadataFromRows, rowsFromMetadata } from "./metadata";

const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;

test.each([
  ["", { ok: true, value: undefined }],
  ["  ", { ok: true, value: undefined }],
  ['{"grade":"A"}', { ok: true, value: { grade: "A" }, bytes: 13 }],
  ['{"a": 1.50, "b": 1e3, "c": -0, "d": 0.1, "e": 100}', { ok: true }],
  ['{"text": "12345678901234567890"}', { ok: true }],
  ["{", { ok: false, fault: "notJson" }],
  ["[1]", { ok: false, fault: "notObject" }],
  ["null", { ok: false, fault: "notObject" }],
  ['"text"', { ok: false, fault: "notObject" }],
  ['{"n": 12345678901234567890}', { ok: false, fault: "inexact", number: "12345678901234567890" }],
  ['{"n": 1e400}', { ok: false, fault: "inexact", number: "1e400" }],
  [nested(8), { ok: true }],
  [nested(9), { ok: false, fault: "tooDeep", depth: 9 }],
  [nested(3000), { ok: false, fault: "tooDeep", depth: 3000 }],
])("%.60s", (text, expected) => {
  expect(checkMetadataJson(text)).toMatchObject(expected);
});

test("the size is counted in bytes, at the limit and one above", () => {
  const text = (bytes: number) => JSON.stringify({ a: "é".repeat((bytes - 8) / 2) });
  expect(checkMetadataJson(text(16 * 1024))).toMatchObject({ ok: true, bytes: 16 * 1024 });
  expect(checkMetadataJson(text(16 * 1024 + 2))).toMatchObject({ ok: false, fault: "tooBig", bytes: 16 * 1024 + 2 });
});

test("rows and objects carry over into each other", () => {
  const rows = [
    { key: " grade ", value: "A" },
    { key: "", value: "" },
    { key: "__proto__", value: "x" },
  ];
  const value = metadataFromRows(rows);
  expect(JSON.stringify(value)).toBe('{"grade":"A","__proto__":"x"}');
  expect(rowsFromMetadata(value)).toEqual([
    { key: "grade", value: "A" },
    { key: "__proto__", value: "x" },
  ]);
  expect(metadataFromRows([{ key: "", value: "" }])).toBeUndefined();
  expect(rowsFromMetadata({ nested: {} })).toBeUndefined();
});
