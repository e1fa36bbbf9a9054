import { faultsOfTexts } from "@kubecredential/shared/testing";
import { expect, test } from "vitest";
import { invitationTexts } from ".";

test("both languages have the same texts", () => {
  expect(faultsOfTexts(invitationTexts.en, invitationTexts.de, { equal: ["counted"] })).toEqual([]);
});

test("Arabic has the same texts as English", () => {
  expect(faultsOfTexts(invitationTexts.en, invitationTexts.ar, { equal: [] })).toEqual([]);
});
