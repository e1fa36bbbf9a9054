import { faultsOfTexts } from "@kubecredential/shared/testing";
import { expect, test } from "vitest";
import { texts } from ".";

const empty = ["operations.queues.changed"];
const samples = { roles: ["«one»", "«other»"], exact: true, all: true, filtered: true, more: true };

test("both languages have the same texts", () => {
  const equal = [
    "account.organisation",
    "metadata.modes.json",
    "metadata.name",
    "metadata.nameOf",
    "result.details",
    "detail.status",
    "detail.version",
    "detail.record.noteOf",
    "operations.counts.unknown",
    "operations.queues.counted",
    "operations.queues.ofCause",
    "operations.queues.details",
    "audit.columns.detail",
    "audit.actors.system",
  ];
  expect(faultsOfTexts(texts.en, texts.de, { equal, empty, samples })).toEqual([]);
});

test("Arabic has the same texts as English", () => {
  expect(
    faultsOfTexts(texts.en, texts.ar, {
      equal: ["metadata.modes.json", "operations.queues.counted", "operations.queues.ofCause"],
      empty,
      samples,
    }),
  ).toEqual([]);
});
