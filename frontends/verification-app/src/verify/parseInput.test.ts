import { expect, test } from "vitest";
import { hasIdForm, parseInput } from "./parseInput";

const id = "0199c0de-0000-7000-8000-000000000001";

test.each([
  [id, "id", id],
  [`  ${id}\n`, "id", id],
  [`urn:uuid:${id}`, "id", id],
  ["not-a-uuid", "id", "not-a-uuid"],
  [`"${id}"`, "id", id],
  [`https://verify.example.org/v/${id}`, "link", id],
  [`http://localhost:3003/v/${id}/?from=mail#top`, "link", id],
  [`http://localhost:3002/credentials/${id}`, "link", id],
  ["http://localhost:3003/v/a%2Fb", "link", "a/b"],
  [JSON.stringify({ id, holderName: "Ada" }, null, 2), "json", id],
  [JSON.stringify({ success: true, credential: { id } }), "json", id],
])("%.70s is understood", (input, kind, expected) => {
  expect(parseInput(input)).toEqual({ kind, id: expected });
});

test.each([
  ["   ", "empty"],
  ['{"id": ', "badJson"],
  ["{}", "jsonWithoutId"],
  ['{"id": 7}', "jsonWithoutId"],
  ["[]", "jsonWithoutId"],
  ["https://example.org/", "linkWithoutId"],
  ["https://example.org/v/", "linkWithoutId"],
  ["https://example.org/v/%E0%A4%A", "linkWithoutId"],
  ["please check this", "notUnderstood"],
])("%s is not", (input, fault) => {
  expect(parseInput(input)).toEqual({ kind: "error", fault });
});

test("only UUIDs have the form of an id", () => {
  expect(hasIdForm(id.toUpperCase())).toBe(true);
  expect(hasIdForm(`${id}0`)).toBe(false);
});
