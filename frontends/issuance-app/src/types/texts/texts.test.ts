import { faultsOfTexts } from "@kubecredential/shared/testing";
import { expect, test } from "vitest";
import { typeTexts } from ".";

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
  const empty = ["rules.range"];
  expect(faultsOfTexts(typeTexts.en, typeTexts.de, { equal, empty })).toEqual([]);
});
