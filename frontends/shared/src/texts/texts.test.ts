import { expect, test } from "vitest";
import { faultsOfTexts } from "../testing/texts";
import { sharedTexts } from ".";

test("both languages have the same texts", () => {
  expect(
    faultsOfTexts(sharedTexts.en, sharedTexts.de, {
      equal: ["credential.comma", "live.states.live", "live.states.offline", "status.heading"],
    }),
  ).toEqual([]);
});

test("Arabic has the same texts as English", () => {
  expect(faultsOfTexts(sharedTexts.en, sharedTexts.ar, { equal: [] })).toEqual([]);
});

test.each([
  ["a key that is missing", { a: "A", b: "B" }, { a: "Ä" }, "b: only in English"],
  ["a key too many", { a: "A" }, { a: "Ä", b: { c: "C" } }, "b.c: only in German"],
  ["an empty text", { a: "A" }, { a: " " }, "a: empty in German"],
  ["an untranslated text", { a: "A" }, { a: "A" }, "a: the same in both languages"],
  [
    "a parameter that is not shown",
    { a: (x: number, y: number) => `A ${x} ${y}` },
    { a: (x: number) => `Ä ${x}` },
    "a: shows 9001,9002 in English and 9001 in German",
  ],
  [
    "a text that is empty for one",
    { a: (n: number) => `A ${n}` },
    { a: (n: number) => (n === 1 ? "" : `Ä ${n}`) },
    "a: empty in German",
  ],
])("%s is found", (_, en, de, fault) => {
  expect(faultsOfTexts(en, de, { equal: [] })).toEqual([fault]);
});

test("an unnecessary exception is found", () => {
  expect(faultsOfTexts({ a: "A" }, { a: "Ä" }, { equal: ["a"] })).toEqual(["a: allowed to be the same, and is not"]);
});
