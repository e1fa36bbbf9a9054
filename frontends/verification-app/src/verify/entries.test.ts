import { expect, test } from "vitest";
import { entriesIn, entriesInCode } from "./entries";

const id = "0199c0de-0000-7000-8000-000000000001";
const link = `https://verify.example.org/v/${id}`;

test.each([
  ["a network's password", "WIFI:S:guests;T:WPA;P:secret;;"],
  ["a second factor", "otpauth://totp/Ada?secret=JBSWY3DPEHPK3PXP"],
  ["a visiting card", "BEGIN:VCARD\nVERSION:3.0\nTEL:+4930123456\nEND:VCARD"],
  ["JSON with another ID", '{"id":"secret"}'],
  ["a JSON text", '"secret"'],
])("%s in a code is not taken for an ID", (_, text) => {
  expect(entriesInCode(text)).toEqual([{ given: { kind: "fault", fault: "notUnderstood" } }]);
});

test.each([
  ["an ID", id, [{ given: { kind: "id", id } }]],
  ["a link", link, [{ given: { kind: "link", id } }]],
  ["a visiting card with a link", `BEGIN:VCARD\nTEL:+4930123456\nURL:${link}`, [{ given: { kind: "link", id } }]],
  ["another link", "https://uni.example/", [{ given: { kind: "fault", fault: "linkWithoutId" } }]],
])("%s in a code is read as anywhere else", (_, text, entries) => {
  expect(entriesInCode(text)).toEqual(entries);
});

test("a row is not called by a whole JSON text, which would be kept with the page", () => {
  const [first, second] = entriesIn(JSON.stringify([{ name: "x".repeat(1_000) }, { id }]));
  expect(first).toEqual({
    given: { kind: "fault", fault: "jsonWithoutId" },
    from: `{"name":"${"x".repeat(80 - '{"name":"'.length)}`,
  });
  expect(second?.given).toEqual({ kind: "id", id });
});
