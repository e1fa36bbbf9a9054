import { faultsOfTexts } from "@kubecredential/shared/testing";
import { expect, test } from "vitest";
import { renewalTexts } from ".";

test("both languages have the same texts", () => {
  expect(faultsOfTexts(renewalTexts.en, renewalTexts.de, { equal: [] })).toEqual([]);
});

test("Arabic has the same texts as English", () => {
  expect(faultsOfTexts(renewalTexts.en, renewalTexts.ar, { equal: [] })).toEqual([]);
});
