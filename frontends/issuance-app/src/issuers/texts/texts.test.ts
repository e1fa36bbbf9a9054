import { faultsOfTexts } from "@kubecredential/shared/testing";
import { expect, test } from "vitest";
import { issuerTexts } from ".";

test("both languages have the same texts", () => {
  expect(faultsOfTexts(issuerTexts.en, issuerTexts.de, { equal: ["search", "name", "logo.heading"] })).toEqual([]);
});

test("Arabic has the same texts as English", () => {
  expect(faultsOfTexts(issuerTexts.en, issuerTexts.ar, { equal: [] })).toEqual([]);
});
