import { faultsOfTexts } from "@kubecredential/shared/testing";
import { expect, test } from "vitest";
import { batchTexts } from ".";

test("both languages have the same texts", () => {
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
  expect(faultsOfTexts(batchTexts.en, batchTexts.de, { equal })).toEqual([]);
});
