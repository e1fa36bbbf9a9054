import { parseJson } from "@kubecredential/shared";
import { credential, erased } from "@kubecredential/shared/testing";
import { expect, test } from "vitest";
import { differencesOf } from "./differences";

const metadata = '{"grade":1.10,"programme":"Mathematics"}';
const issued = credential({ metadata: parseJson(metadata) as Record<string, unknown> });

test("an event that says the same in another order does not differ", () => {
  const { validFrom: _, ...event } = { ...issued, metadata: parseJson('{"programme":"Mathematics","grade":1.10}') };
  expect(differencesOf(event, issued)).toEqual([]);
  // Its status may have moved on.
  expect(differencesOf({ credential: event, status: { state: "revoked" } }, issued)).toEqual([]);
});

test("each part that differs is told, with numbers as they were written", () => {
  const event = { ...issued, holderName: "Eve", expiryDate: "2030-01-01", metadata: parseJson('{"grade":1.1}') };
  expect(differencesOf({ credential: event }, issued)).toEqual([
    { field: "holderName", issuer: '"Ada Lovelace"', event: '"Eve"' },
    { field: "expiryDate", issuer: undefined, event: '"2030-01-01"' },
    { field: "metadata", issuer: metadata, event: '{"grade":1.1}' },
  ]);
});

test("without content there is nothing to compare", () => {
  expect(differencesOf("not JSON", issued)).toBeUndefined();
  expect(differencesOf({ id: issued.id }, erased())).toBeUndefined();
});
