import { expect, test } from "vitest";
import { german } from "./de";
import { faultText } from "./useFaultText";

const sentence = { rule: "This must be at most 5.", code: "maximum", arguments: ["5"] };

test("a rule is said in German by its code, with its limit", () => {
  expect(faultText(sentence, "de")).toBe("Die Zahl darf höchstens 5 sein.");
  expect(faultText(sentence, "en")).toBe(sentence.rule);
});

test.each([undefined, "other", "toString"])("without words for %s, the service's own are shown", (code) => {
  expect(faultText({ ...sentence, code }, "de")).toBe(sentence.rule);
});

test("every text is a sentence, and shows nothing that is missing", () => {
  for (const [code, say] of Object.entries(german)) {
    const text = say?.(["«one»", "«two»", "«three»"]) ?? "";
    expect(text, code).toMatch(/^\p{Lu}|^«one»/u);
    expect(text, code).toMatch(/[.»]$/);
    expect(text, code).not.toContain("undefined");
  }
});
