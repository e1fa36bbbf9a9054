import { faultsOfTexts } from "@kubecredential/shared/testing";
import { expect, test } from "vitest";
import { keyTexts } from ".";

test("both languages have the same texts", () => {
  expect(faultsOfTexts(keyTexts.en, keyTexts.de, { equal: ["sessions.columns.name"] })).toEqual([]);
});

test("Arabic has the same texts as English", () => {
  expect(faultsOfTexts(keyTexts.en, keyTexts.ar, { equal: [] })).toEqual([]);
});
