import { expect, test } from "vitest";
import { firstOf, isolated, isSameText, lengthOf, showsSomething, turnsText } from "./characters";

test("lengths are counted in code points of the composed form", () => {
  expect(lengthOf("😀".repeat(200))).toBe(200);
  expect(lengthOf("e\u0301".repeat(200))).toBe(200);
  expect(lengthOf("a")).toBe(1);
});

test("surrogate pairs are not split", () => {
  expect(firstOf("😀😀😀", 2)).toBe("😀😀");
  expect(firstOf("abc", 5)).toBe("abc");
});

test("composed and decomposed names are equal", () => {
  expect(isSameText("Zoë", "Zoe\u0308")).toBe(true);
  expect(isSameText("Zoë", "Zoe")).toBe(false);
});

test.each(["\u202A", "\u202E", "\u2066", "\u2069"])("%j turns text, and is not let into a sentence", (character) => {
  expect(turnsText(`Ada${character}`)).toBe(true);
  expect(isolated(`Ada${character}`)).toBe("\u2068Ada\uFFFD\u2069");
});

test.each(["\u200B", "\u00AD\u2060", "\u3164", "\u2800", " \u00A0", "\u115F\u1160", "\uFEFF", "\u{E0061}"])(
  "%j shows nothing",
  (name) => {
    expect(showsSomething(name)).toBe(false);
  },
);

test.each(["A", "王", "\u200Fמשה", "👩‍🚀", "O\u2019Neill", "1"])("%s shows something", (name) => {
  expect(showsSomething(name)).toBe(true);
  expect(turnsText(name)).toBe(false);
});
