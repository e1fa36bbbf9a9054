import { faultsOfTexts } from "@kubecredential/shared/testing";
import { expect, test } from "vitest";
import { correctionTexts } from ".";

test("both languages have the same texts", () => {
  expect(faultsOfTexts(correctionTexts.en, correctionTexts.de, { equal: [] })).toEqual([]);
});

test("Arabic has the same texts as English", () => {
  expect(faultsOfTexts(correctionTexts.en, correctionTexts.ar, { equal: [] })).toEqual([]);
});
