import { faultsOfTexts } from "@kubecredential/shared/testing";
import { expect, test } from "vitest";
import { issueTexts } from ".";

test("both languages have the same texts", () => {
  expect(faultsOfTexts(issueTexts.en, issueTexts.de, { equal: ["undo.left"] })).toEqual([]);
});

test("Arabic has the same texts as English", () => {
  expect(faultsOfTexts(issueTexts.en, issueTexts.ar, { equal: [] })).toEqual([]);
});
