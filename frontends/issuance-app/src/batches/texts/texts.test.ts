import { faultsOfTexts } from "@kubecredential/shared/testing";
import { expect, test } from "vitest";
import { batchTexts } from ".";

const equal = [
  "form.chosen",
  "batch.format",
  "batch.formats.csv",
  "batch.formats.ndjson",
  "batch.formats.xlsx",
  "batch.encodings.utf-8",
  "batch.encodings.utf-16le",
  "batch.encodings.utf-16be",
  "batch.encodings.windows-1252",
  "rows.faultIn",
  "rows.columns.name",
  "rows.counted",
];

test("both languages have the same texts", () => {
  expect(faultsOfTexts(batchTexts.en, batchTexts.de, { equal })).toEqual([]);
});

test("Arabic has the same texts as English", () => {
  expect(
    faultsOfTexts(batchTexts.en, batchTexts.ar, {
      equal: equal.filter((path) => path !== "batch.format" && path !== "rows.columns.name"),
    }),
  ).toEqual([]);
});
