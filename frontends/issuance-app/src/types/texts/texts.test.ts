import { faultsOfTexts } from "@kubecredential/shared/testing";
import { expect, test } from "vitest";
import { typeTexts } from ".";

const empty = ["rules.range"];

test("both languages have the same texts", () => {
  const equal = [
    "search",
    "version",
    "kinds.text",
    "kinds.other",
    "editor.name",
    "editor.logo",
    "editor.achievement",
    "editor.formatNames.open-badge",
  ];
  expect(faultsOfTexts(typeTexts.en, typeTexts.de, { equal, empty })).toEqual([]);
});

test("Arabic has the same texts as English", () => {
  expect(faultsOfTexts(typeTexts.en, typeTexts.ar, { equal: [], empty })).toEqual([]);
});
