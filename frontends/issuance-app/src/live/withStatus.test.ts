import type { DeliveryEvent } from "@kubecredential/shared";
import { credential, delivery, status } from "@kubecredential/shared/testing";
import { expect, test } from "vitest";
import { withStatus } from "./withStatus";

const event = (version: number, state: "revoked" | "erased") =>
  ({ credentialId: "a", delivery: delivery("published"), status: status(state), version }) as DeliveryEvent;

test("a later status takes the place of the one before", () => {
  expect(withStatus(credential({ version: 2 }), event(3, "revoked"))).toMatchObject({
    holderName: "Ada Lovelace",
    status: { state: "revoked" },
    version: 3,
  });
});

test.each([1, 2])("version %s changes nothing in version 2", (version) => {
  const known = credential({ version: 2 });
  expect(withStatus(known, event(version, "revoked"))).toBe(known);
});

test("an erasure leaves nothing personal in memory", () => {
  const { id, issuerName } = credential();
  const left = withStatus(credential(), event(2, "erased"));
  expect(left).toEqual({ id, issuerName, status: status("erased"), version: 2 });
});
