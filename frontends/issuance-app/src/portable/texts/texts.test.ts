import { faultsOfTexts } from "@kubecredential/shared/testing";
import { expect, test } from "vitest";
import { portableTexts } from ".";

test("both languages have the same texts", () => {
  expect(faultsOfTexts(portableTexts.en, portableTexts.de, { equal: ["forms.vc", "forms.open-badge"] })).toEqual([]);
});

test("Arabic has the same texts as English", () => {
  expect(faultsOfTexts(portableTexts.en, portableTexts.ar, { equal: [] })).toEqual([]);
});
