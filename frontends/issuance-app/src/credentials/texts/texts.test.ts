import { faultsOfTexts } from "@kubecredential/shared/testing";
import { expect, test } from "vitest";
import { listTexts } from ".";

test("both languages have the same texts", () => {
  const equal = ["columns.status", "filters.status", "view.name"];
  const samples = { one: true, all: true, more: true };
  expect(faultsOfTexts(listTexts.en, listTexts.de, { equal, samples })).toEqual([]);
});
