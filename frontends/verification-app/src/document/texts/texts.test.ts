import { faultsOfTexts } from "@kubecredential/shared/testing";
import { expect, test } from "vitest";
import { documentTexts } from ".";

test("both languages have the same texts", () => {
  expect(faultsOfTexts(documentTexts.en, documentTexts.de, { equal: [] })).toEqual([]);
});

test("Arabic has the same texts as English", () => {
  expect(faultsOfTexts(documentTexts.en, documentTexts.ar, { equal: [] })).toEqual([]);
});
