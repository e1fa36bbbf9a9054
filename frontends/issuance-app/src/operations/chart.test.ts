import { expect, test } from "vitest";
import { formatLag, niceMax, runs } from "./chart";

test.each([
  [0, 1],
  [1, 1],
  [3, 5],
  [11, 20],
  [501, 1_000],
  [0.3, 0.5],
])("the axis for %s ends at %s", (largest, max) => {
  expect(niceMax(largest)).toBeCloseTo(max, 10);
});

test("a line does not cross minutes without a value", () => {
  expect(runs([null, 1, 2, null, null, 3])).toEqual([[1, 2], [5]]);
  expect(runs([null])).toEqual([]);
});

test.each([
  [12.4, "12 ms"],
  [1_500, "1.5 s"],
  [90_000, "1.5 min"],
])("%s ms reads %s", (ms, text) => {
  expect(formatLag(ms, "en")).toBe(text);
});
