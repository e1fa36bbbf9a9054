import { expect, test } from "vitest";
import { type CountedNoun, countedInArabic, leftToRight } from "./arabic";

const rows: CountedNoun = ["صف واحد", "صفان", "صفوف", "صفًا", "صف"];

test.each([
  [0, "0 صف"],
  [1, "صف واحد"],
  [2, "صفان"],
  [3, "3 صفوف"],
  [10, "10 صفوف"],
  [11, "11 صفًا"],
  [99, "99 صفًا"],
  [100, "100 صف"],
  [103, "103 صفوف"],
  ["1,002", "1,002 صف"],
  ["1,011", "1,011 صفًا"],
] as const)("%s is counted as %s", (count, text) => {
  expect(countedInArabic(count, rows)).toBe(text);
});

test("code keeps its direction", () => {
  expect(leftToRight("{ … }")).toBe("\u2066{ … }\u2069");
});
