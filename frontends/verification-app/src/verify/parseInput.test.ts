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
  [JSON.stringify({ id }), "id", id],
  [JSON.stringify({ success: true, credential: { id } }), "id", id],
])("%.70s is understood", (input, kind, expected) => {
  expect(parseInput(input)).toEqual({ kind, id: expected });
});

test.each([
  ["on its own", `{"id":"${id}", "n": 1.50}`, `{"id":"${id}", "n": 1.50}`],
  ["after a byte order mark", `\uFEFF{"id":"${id}","n":1}`, `{"id":"${id}","n":1}`],
  [
    "in an answer",
    `{"success":true, "message":"\\"credential\\": {", "credential" : {"id":"${id}","credential":{"a":[1,2]},"n":1e400}, "workerId":"w"}`,
    `{"id":"${id}","credential":{"a":[1,2]},"n":1e400}`,
  ],
  ["as the last member", `{"traceId":null,"credential":{"id":"${id}","n":-0.10}}`, `{"id":"${id}","n":-0.10}`],
  [
    "behind an escaped name",
    `{"x":[{"credential":1}],"cred\\u0065ntial":{"id":"${id}","n":1}}`,
    `{"id":"${id}","n":1}`,
  ],
])("a credential %s keeps its own text", (_, input, raw) => {
  expect(parseInput(input)).toEqual({ kind: "json", id, raw });
});

test.each([
  ["   ", "empty"],
  ['{"id": ', "badJson"],
  [`{"id":"a","n":${"[".repeat(3000)}${"]".repeat(3000)}}`, "tooDeep"],
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

test.each([
  ['{"id": "a", "holderName": "Ada", "holderName": "Eve"}', "holderName"],
  ['{"id": "a", "metadata": {"grade": "A", "gr\\u0061de": "A"}}', "grade"],
  ['{"credential": {"id": "a", "n": 1}, "credential": {"id": "a", "n": 2}}', "credential"],
])("%s is refused, and the key is named", (input, key) => {
  expect(parseInput(input)).toEqual({ kind: "error", fault: "keyTwice", key });
});

test("only UUIDs have the form of an ID", () => {
  expect(hasIdForm(id.toUpperCase())).toBe(true);
  expect(hasIdForm(`${id}0`)).toBe(false);
});

const vc = `{"@context":["https://www.w3.org/ns/credentials/v2"], "id":"urn:uuid:${id}", "n": 1.50}`;
const jwt = "eyJhbGciOiJFZERTQSJ9.eyJpZCI6IjEifQ.c2lnbmF0dXJl";

test.each([
  ["JSON-LD", vc, vc],
  ["JSON-LD in a request", `{"verifiableCredential": ${vc} }`, vc],
  ["a presentation in a request", `{"verifiablePresentation":${vc},"challenge":"a"}`, vc],
  ["a JWT", ` ${jwt}\n`, jwt],
  ["a JWT as JSON text", JSON.stringify(jwt), jwt],
  ["a JWT in a request", JSON.stringify({ verifiableCredential: jwt }), jwt],
])("%s proves itself and keeps its own text", (_, input, document) => {
  expect(parseInput(input)).toEqual({ kind: "document", document });
});
