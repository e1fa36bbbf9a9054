import { faultsOfTexts } from "@kubecredential/shared/testing";
import { expect, test } from "vitest";
import { trustedTexts } from ".";

test("both languages have the same texts", () => {
  expect(faultsOfTexts(trustedTexts.en, trustedTexts.de, { equal: [] })).toEqual([]);
});

test("Arabic has the same texts as English", () => {
  expect(faultsOfTexts(trustedTexts.en, trustedTexts.ar, { equal: [] })).toEqual([]);
});
