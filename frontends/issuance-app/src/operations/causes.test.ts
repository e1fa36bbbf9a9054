import type { FailedEvent } from "@kubecredential/shared";
import { expect, test } from "vitest";
import { causeOf, causesOf, hasWords } from "./causes";

const event = (id: string, reason: string): FailedEvent => ({
  id,
  reason,
  eventType: "CREDENTIAL_ISSUED",
  credentialId: "0199c0de-0000-7000-8000-000000000001",
  attempts: 1,
  firstFailedAt: null,
  lastFailedAt: null,
  nextAttemptAt: null,
  traceParent: null,
  payload: { holderName: "Ada Lovelace" },
});

test("events that failed for the same reason have one cause, the most frequent first", () => {
  const rows = [
    event("1", "HTTP 500"),
    event("2", "The event 0199c0de-0000-7000-8000-000000000002 is too large."),
    event("3", "The event 0199C0DE-0000-7000-8000-000000000003 is too large."),
    event("4", "HTTP 404"),
  ].map((one) => ({ event: one, hasChanged: one.id === "4" }));
  expect(causesOf(rows)).toEqual([
    { name: "The event … is too large.", ids: ["2", "3"] },
    { name: "HTTP 500", ids: ["1"] },
  ]);
  expect(causesOf(rows, ({ id }) => id === "3")).toEqual([
    { name: "The event … is too large.", ids: ["3"] },
    { name: "HTTP 500", ids: [] },
  ]);
  expect(causeOf("At 2026-05-04T10:00:00.123Z, entry 1777888999000-1 broke.")).toBe("At …, entry … broke.");
});

test("a search finds words anywhere, in the payload, too", () => {
  const one = event("1", "HTTP 500");
  expect(hasWords(one, "  lovelace http ")).toBe(true);
  expect(hasWords(one, "0199c0de")).toBe(true);
  expect(hasWords(one, "")).toBe(true);
  expect(hasWords(one, "ada 404")).toBe(false);
});

test("an event's text is built once, however often it is searched", () => {
  let reads = 0;
  const payload = {
    get holderName() {
      reads++;
      return "Ada Lovelace";
    },
  };
  const one = { ...event("1", "HTTP 500"), payload };
  expect(hasWords(one, "ada")).toBe(true);
  const first = reads;
  expect(hasWords(one, "adam")).toBe(false);
  expect(reads).toBe(first);
});
