import { faultsOfTexts } from "@kubecredential/shared/testing";
import { expect, test } from "vitest";
import { texts } from ".";

test("both languages have the same texts", () => {
  expect(faultsOfTexts(texts.en, texts.de, { equal: ["share.link"] })).toEqual([]);
});

test("Arabic has the same texts as English", () => {
  expect(faultsOfTexts(texts.en, texts.ar, { equal: [] })).toEqual([]);
});
