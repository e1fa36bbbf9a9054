import { expect, test } from "vitest";
import { hasIdForm, parseAll, parseInput } from "./parseInput";

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
  [id.replace(/-/g, "").toUpperCase(), "id", id],
  [id.replace(/-/g, "\u2011"), "id", id],
  [` ${id.replace(/-/g, " – ")} `, "id", id],
  [`${id.slice(0, 20)}\n${id.slice(20)}`, "id", id],
  [`https://verify.example.org/v/${id.replace(/-/g, "")}`, "link", id],
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

test("a JWT that a mail program broke into lines is put together", () => {
  expect(parseInput(jwt.replace(/\./g, ".\r\n "))).toEqual({ kind: "document", document: jwt });
});

test("a holder's link opens what is shared, and is none without its token", () => {
  expect(parseInput("https://verify.example.org/s#abc_DEF-1")).toEqual({ kind: "shared", token: "abc_DEF-1" });
  expect(parseInput("https://verify.example.org/s")).toEqual({ kind: "error", fault: "linkWithoutId" });
});

const other = "0199c0de-0000-7000-8000-000000000002";

test.each([
  ["a link in a sentence", `See https://v.example/v/${id}, please.`, [{ kind: "link", id }]],
  ["a link in brackets", `Ada (https://v.example/v/${id}). Thanks!`, [{ kind: "link", id }]],
  ["a link in Arabic", `تحقق من «https://v.example/v/${id}»، شكرًا`, [{ kind: "link", id }]],
  ["an ID in a sentence", `My credential is ${id}.`, [{ kind: "id", id }]],
  ["a JWT in a sentence", `Here it is: ${jwt}`, [{ kind: "document", document: jwt }]],
  [
    "a message with another link",
    `Hello\nhttps://v.example/v/${id}\nRegards\nhttps://uni.example/`,
    [{ kind: "link", id }],
  ],
  [
    "one per line",
    `${id}\r\n\r\n${other}`,
    [
      { kind: "id", id },
      { kind: "id", id: other },
    ],
  ],
  ["the same twice", `${id}\nhttps://v.example/v/${id}`, [{ kind: "id", id }]],
  [
    "one of them mistyped",
    `${id}\n${other}9\nhttps://v.example/v/`,
    [
      { kind: "id", id },
      { kind: "id", id: `${other}9` },
      { kind: "error", fault: "linkWithoutId", at: "https://v.example/v/" },
    ],
  ],
  [
    "a JSON array, with texts of their own",
    `[ {"id":"${id}", "n": 1.50},{"id":"${other}","a":[1,{"b":"],"}]}, {} ]`,
    [
      { kind: "json", id, raw: `{"id":"${id}", "n": 1.50}` },
      { kind: "json", id: other, raw: `{"id":"${other}","a":[1,{"b":"],"}]}` },
      { kind: "error", fault: "jsonWithoutId", at: "{}" },
    ],
  ],
  [
    "JSON by lines",
    `{"id":"${id}","n":1}\n{"id":"${other}","n":2}`,
    [
      { kind: "json", id, raw: `{"id":"${id}","n":1}` },
      { kind: "json", id: other, raw: `{"id":"${other}","n":2}` },
    ],
  ],
  [
    "JSON in a message",
    `Dear all,\n\n{\n  "id": "${id}",\n  "n": 1.50\n}\n\nRegards`,
    [{ kind: "json", id, raw: `{\n  "id": "${id}",\n  "n": 1.50\n}` }],
  ],
])("%s is found", (_, input, found) => {
  expect(parseAll(input)).toEqual(found);
});

test.each([
  ["", "empty"],
  ["please check this", "notUnderstood"],
  ["https://uni.example/", "linkWithoutId"],
  ['{"id": ', "badJson"],
  ["[]", "jsonWithoutId"],
  [`{\n  "id": "${id}",\n  "holderName": "Eve`, "badJson"],
  [`See:\n{\n  "id": "${id}",\n  "holderName" "Eve"\n}`, "badJson"],
])("where nothing is found in %j, it is said why", (input, fault) => {
  expect(parseAll(input)).toEqual([{ kind: "error", fault }]);
});

test("one pretty JSON document stays one", () => {
  const raw = JSON.stringify({ id, metadata: { list: [1, 2] } }, null, 2);
  expect(parseAll(raw)).toEqual([{ kind: "json", id, raw }]);
});
