import { faultsOfTexts } from "@kubecredential/shared/testing";
import { expect, test } from "vitest";
import { mailTextTexts } from ".";

test("both languages have the same texts", () => {
  expect(faultsOfTexts(mailTextTexts.en, mailTextTexts.de, { equal: [] })).toEqual([]);
});
