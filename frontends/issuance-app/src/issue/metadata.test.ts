import { writeJson } from "@kubecredential/shared";
import { expect, test } from "vitest";
import { checkMetadataJson, isNamedTwice, metadataFromRows, rowsFromMetadata } from "./metadata";

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
  ['{"n": 12345678901234567890}', { ok: true, bytes: 26 }],
  ['{"n": 1e400}', { ok: true, bytes: 11 }],
  ['{"n": 1, "n": 1}', { ok: false, fault: "keyTwice", key: "n" }],
  ['{"a": {"n": 1, "\\u006e": 2}}', { ok: false, fault: "keyTwice", key: "n" }],
  ['{"n": 1, "n": ', { ok: false, fault: "notJson" }],
  [nested(8), { ok: true }],
  [nested(9), { ok: false, fault: "tooDeep", depth: 9 }],
  [nested(3000), { ok: false, fault: "tooDeep", depth: 3000 }],
])("%.60s", (text, expected) => {
  expect(checkMetadataJson(text)).toMatchObject(expected);
});

test.each([
  ["{", 1, 2],
  ['{\n  "grade": "A",\n  grade: 1\n}', 3, 3],
  ['{"at position 1": ', 1, 19],
])("%s is not JSON from line %i, column %i", (text, line, column) => {
  expect(checkMetadataJson(text)).toEqual({ ok: false, fault: "notJson", line, column });
});

test("numbers stay as entered", () => {
  const text = '{"a":1.50,"b":12345678901234567891,"c":-0,"d":[1e400]}';
  const check = checkMetadataJson(text);
  expect(check.ok && writeJson(check.value)).toBe(text);
});

test("names that are equal in NFC count as duplicates", () => {
  const rows = [
    { key: "Prüfung", value: "1" },
    { key: "Pru\u0308fung", value: "2" },
    { key: "", value: "" },
    { key: "", value: "" },
  ];
  expect(rows.map((_, index) => isNamedTwice(rows, index))).toEqual([false, true, false, false]);
});

test("the size is counted in bytes, at the limit and just above", () => {
  const text = (bytes: number) => JSON.stringify({ a: "é".repeat((bytes - 8) / 2) });
  expect(checkMetadataJson(text(16 * 1024))).toMatchObject({ ok: true, bytes: 16 * 1024 });
  expect(checkMetadataJson(text(16 * 1024 + 2))).toMatchObject({ ok: false, fault: "tooBig", bytes: 16 * 1024 + 2 });
});

test("rows and objects convert into each other", () => {
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
