import type { Language } from "@kubecredential/shared";
import { sharedTexts } from "@kubecredential/shared";
import { expect, test } from "vitest";
import { sentenceOf, words } from "./sentenceOf";

const plain = (text: string | undefined) => text?.replace(/[\u2068\u2069]/g, "");

test.each([
  ["validUntil", ["2026-12-31"], "Der Nachweis ist bis zum 31. Dezember 2026 gültig."],
  [
    "revokedOn",
    ["2026-12-31", "fraud"],
    "Der Nachweis wurde am 31. Dezember 2026 widerrufen. Grund: Durch Täuschung erlangt.",
  ],
  ["revokedOn", ["2026-12-31", ""], "Der Nachweis wurde am 31. Dezember 2026 widerrufen."],
  ["revokedOn", ["2026-12-31"], "Der Nachweis wurde am 31. Dezember 2026 widerrufen."],
  ["suspendedSince", ["2026-12-31", "later"], "Der Nachweis ist seit dem 31. Dezember 2026 ausgesetzt. Grund: later."],
  ["olderThanAskedFor", [""], "Die Angaben sind älter, als in der Anfrage verlangt."],
  ["schemaViolation", ["/x[1]"], "Der Nachweis entspricht nicht seinem Schema. Stelle: /x[1]"],
  ["issuedHere", ["{0} $& [x]"], "Ausgestellt von {0} $& [x], einem Aussteller dieses Systems."],
])("%s with %j is said in German", (code, given, text) => {
  expect(plain(sentenceOf({ code, arguments: given }, "de"))).toBe(text);
});

test("a name keeps its own direction within an Arabic sentence", () => {
  expect(sentenceOf({ code: "issuedBy", arguments: ["MIT"] }, "ar")).toBe("صادرة عن \u2068MIT\u2069.");
});

test.each([
  ["en", "known"],
  ["de", "later"],
  ["de", "toString"],
  ["ar", undefined],
])("in %s there are no words for %s", (language, code) => {
  expect(sentenceOf({ code }, language as Language)).toBeUndefined();
});

test.each(["de", "ar"] as const)("the reasons are called in %s as everywhere", (language) => {
  expect(words[language]?.reasons).toEqual(sharedTexts[language].status.reasons);
});
