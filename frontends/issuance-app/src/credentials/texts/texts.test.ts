import { faultsOfTexts } from "@kubecredential/shared/testing";
import { expect, test } from "vitest";
import { listTexts } from ".";

const samples = { one: true, all: true, more: true };

test("both languages have the same texts", () => {
  const equal = ["columns.status", "filters.status", "view.name"];
  expect(faultsOfTexts(listTexts.en, listTexts.de, { equal, samples })).toEqual([]);
});

test("Arabic has the same texts as English", () => {
  expect(faultsOfTexts(listTexts.en, listTexts.ar, { equal: [], samples })).toEqual([]);
});
