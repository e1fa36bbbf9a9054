import { credential, erased, status } from "@kubecredential/shared/testing";
import { expect, test } from "vitest";
import { possibleActions } from "./actions";

const now = new Date("2026-05-04T12:00:00Z");
const lasting = { expiryDate: "2027-01-01" };
const over = { expiryDate: "2026-05-03" };
const later = status("superseded", { since: "2026-06-01T00:00:00Z" });

test.each([
  ["active", credential(lasting), ["suspend", "renew", "replace", "revoke", "erase"]],
  ["never expiring", credential(), ["suspend", "replace", "revoke", "erase"]],
  ["expired", credential(over), ["renew", "replace", "revoke", "erase"]],
  ["suspended", credential({ ...lasting, status: status("suspended") }), ["reinstate", "revoke", "erase"]],
  ["suspended and expired", credential({ ...over, status: status("suspended") }), ["revoke", "erase"]],
  ["revoked", credential({ status: status("revoked") }), ["erase"]],
  ["replaced", credential({ status: status("superseded") }), ["erase"]],
  ["renewed from a later day", credential({ status: later }), ["revoke", "erase"]],
  ["erased", erased(), []],
] as const)("%s", (_, given, expected) => {
  expect(possibleActions(given, now)).toEqual(expected);
});
