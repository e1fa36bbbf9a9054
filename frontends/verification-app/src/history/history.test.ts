import { credential } from "@kubecredential/shared/testing";
import { renderHook } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import type { Verdict } from "../verify/useVerdict";
import { remember, useHistory } from "./history";

const verdict: Verdict = {
  kind: "different",
  message: "…",
  credential: credential(),
  checks: [],
  status: null,
  syncedAt: null,
  asOf: null,
  checkedAt: "2026-05-05T10:00:00Z",
  workerId: "w",
};
const shown = (number: number, filler = "") =>
  JSON.stringify({ id: "a", holderName: `Holder ${number}`, metadata: { filler } });
const names = () => renderHook(() => useHistory()).result.current.map((entry) => entry.holderName);

afterEach(() => vi.restoreAllMocks());

test("at most 100 verifications are kept, latest first", () => {
  for (let number = 1; number <= 120; number += 1) remember({ id: "a", raw: shown(number) }, verdict);
  expect(names()).toHaveLength(100);
  expect(names()[0]).toBe("Holder 120");
});

test("large entries push out the oldest before the browser's storage is full", () => {
  for (let number = 1; number <= 30; number += 1) {
    remember({ id: "a", raw: shown(number, "x".repeat(60_000)) }, verdict);
  }
  expect(localStorage.getItem("kubecredential.checks")?.length).toBeLessThan(1_100_000);
  expect(names()[0]).toBe("Holder 30");
  expect(names().length).toBeGreaterThan(10);
  expect(names().length).toBeLessThan(30);
});

test("a text larger than any credential is not kept, but its verdict is", () => {
  remember({ id: "a", raw: shown(1, "x".repeat(100_000)) }, verdict);
  const [entry] = renderHook(() => useHistory()).result.current;
  expect(entry).toMatchObject({ shown: "lost", holderName: "Holder 1", verdict: { kind: "different" } });
  expect(entry).not.toHaveProperty("raw");
});

test("full storage keeps the latest verification", () => {
  for (let number = 1; number <= 8; number += 1) remember({ id: "a", raw: shown(number) }, verdict);
  const store = Storage.prototype.setItem;
  vi.spyOn(Storage.prototype, "setItem").mockImplementation(function (this: Storage, key, value) {
    if (value.length > 2_000) throw new DOMException("full", "QuotaExceededError");
    store.call(this, key, value);
  });
  remember({ id: "a", raw: shown(9) }, verdict);
  expect(names()[0]).toBe("Holder 9");
  expect(localStorage.getItem("kubecredential.checks")).toContain("Holder 9");
});

test("once the content is erased, nothing personal of the credential stays in the history", () => {
  remember({ id: "a", raw: shown(1) }, verdict);
  remember({ id: "a" }, { ...verdict, kind: "valid" });
  remember({ id: "b", raw: shown(2) }, { ...verdict, credential: null });
  remember({ id: "a", raw: shown(1) }, { ...verdict, kind: "erased", credential: null });
  expect(names()).toEqual([null, "Holder 2"]);
  expect(localStorage.getItem("kubecredential.checks")).not.toMatch(/Holder 1|Ada/);
});

test("entries from before a credential had a status keep their verdict", () => {
  const { status: _, asOf: __, ...old } = verdict;
  const entry = { key: "k", id: "a", shown: "id", holderName: "Ada", credentialType: "T" };
  const stored = [{ ...entry, verdict: { ...old, kind: "differs" } }];
  localStorage.setItem("kubecredential.checks", JSON.stringify(stored));
  const [read] = renderHook(() => useHistory()).result.current;
  expect(read?.verdict).toMatchObject({ kind: "different", status: null, asOf: null });
});
