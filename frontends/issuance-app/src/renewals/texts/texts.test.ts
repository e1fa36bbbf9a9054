import { faultsOfTexts } from "@kubecredential/shared/testing";
import { expect, test } from "vitest";
import { renewalTexts } from ".";

test("both languages have the same texts", () => {
  expect(faultsOfTexts(renewalTexts.en, renewalTexts.de, { equal: [] })).toEqual([]);
});
