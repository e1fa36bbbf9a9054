import { faultsOfTexts } from "@kubecredential/shared/testing";
import { expect, test } from "vitest";
import { serviceTexts } from ".";

test("both languages have the same texts", () => {
  expect(faultsOfTexts(serviceTexts.en, serviceTexts.de, { equal: ["running.columns.version"] })).toEqual([]);
});

test("Arabic has the same texts as English", () => {
  expect(faultsOfTexts(serviceTexts.en, serviceTexts.ar, { equal: [] })).toEqual([]);
});
