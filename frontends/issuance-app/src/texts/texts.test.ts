import { faultsOfTexts } from "@kubecredential/shared/testing";
import { expect, test } from "vitest";
import { texts } from ".";

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
  const empty = ["operations.queues.changed"];
  const samples = { roles: ["«one»", "«other»"], exact: true, all: true, filtered: true, more: true };
  expect(faultsOfTexts(texts.en, texts.de, { equal, empty, samples })).toEqual([]);
});
