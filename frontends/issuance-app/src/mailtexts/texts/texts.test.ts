import { faultsOfTexts } from "@kubecredential/shared/testing";
import { expect, test } from "vitest";
import { mailTextTexts } from ".";

test("both languages have the same texts", () => {
  expect(faultsOfTexts(mailTextTexts.en, mailTextTexts.de, { equal: [] })).toEqual([]);
});

test("Arabic has the same texts as English", () => {
  expect(faultsOfTexts(mailTextTexts.en, mailTextTexts.ar, { equal: [] })).toEqual([]);
});
