import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { arabic } from "./ar";
import { german } from "./de";
import { faultText } from "./useFaultText";

const sentence = { rule: "This must be at most 5.", code: "maximum", arguments: ["5"] };

const languages = [
  ["de", german],
  ["ar", arabic],
] as const;

test("a rule is said in the app's language by its code, with its limit", () => {
  expect(faultText(sentence, "de")).toBe("Die Zahl darf höchstens 5 sein.");
  expect(faultText(sentence, "ar")).toBe("يجب أن يكون العدد \u20685\u2069 على الأكثر.");
  expect(faultText(sentence, "en")).toBe(sentence.rule);
});

test.each(languages)("every rule that the service has a code for is said in the language %s", (_, words) => {
  const source = readFileSync(`${import.meta.dirname}/../../../../Issuance.Api/Credentials/RuleCodes.cs`, "utf8");
  const [, table = ""] = /"""\n([\s\S]+?)"""/.exec(source) ?? [];
  const codes = new Set([...table.matchAll(/^ +([a-zA-Z0-9]+) {2,}\S/gm)].map(([, code]) => code ?? ""));
  expect(codes.size).toBeGreaterThan(80);
  expect([...codes].sort()).toEqual(Object.keys(words).sort());
});

test.each([
  ["type", ["a number or null"], "Hier muss ein Text oder eine Zahl oder gar nichts (null) stehen."],
  ["constant", ["a list or an object"], "Hier muss eine Liste oder ein Objekt stehen."],
  ["constant", ["this or that"], "Hier muss this or that stehen."],
  ["notJson", [], "Hier muss ein JSON-Objekt stehen."],
  ["notJson", ["line 3"], "Das ist kein gültiges JSON oder zu tief verschachtelt (line 3)."],
  ["fileDamaged", [], "Die Arbeitsmappe hat kein Blatt."],
  ["fileTooManyColumns", ["300", "200"], "Die Datei hat zu viele Spalten; erlaubt sind höchstens 200."],
])("the sentences of %s with %j are told apart in German", (code, given, text) => {
  expect(faultText({ rule: "", code, arguments: given }, "de")).toBe(text);
});

test.each([
  ["type", ["a number or null"], "يجب أن تكون القيمة نصًا أو عددًا أو فارغة (null)."],
  ["constant", ["a list or an object"], "يجب أن تكون القيمة قائمة أو كائنًا."],
  ["constant", ["this or that"], "يجب أن تكون القيمة \u2068this or that\u2069."],
  ["notJson", [], "يجب أن يكون هنا كائن JSON."],
  ["notJson", ["line 3"], "ليس هذا JSON سليمًا، أو تداخله أعمق من المسموح (\u2068line 3\u2069)."],
  ["fileDamaged", [], "ليس في المصنَّف أي ورقة."],
  ["tooLong", ["201", "2"], "طول النص 201 حرف. اختصره إلى حرفين على الأكثر."],
  ["tooFarAhead", ["10"], "يجب أن يكون اليوم خلال 10 سنوات على الأكثر."],
])("the sentences of %s with %j are told apart in Arabic", (code, given, text) => {
  expect(faultText({ rule: "", code, arguments: given }, "ar")).toBe(text);
});

test("a day, and what a file says, keeps its own direction within an Arabic sentence", () => {
  const heading = { rule: "", code: "fileHeadingTwice", arguments: ["1", "2", "Name"] };
  expect(faultText(heading, "ar")).toContain("\u2068Name\u2069");
  expect(faultText({ rule: "", code: "expired", arguments: ["2026-12-31"] }, "ar")).toContain("\u20682026-12-31\u2069");
});

test.each([undefined, "other", "toString"])("without words for %s, the service's own are shown", (code) => {
  expect(faultText({ ...sentence, code }, "de")).toBe(sentence.rule);
  expect(faultText({ ...sentence, code }, "ar")).toBe(sentence.rule);
});

test.each([
  ["de", german, /^\p{Lu}|^«one»/u],
  ["ar", arabic, /^\p{Script=Arabic}/u],
] as const)("every text in the language %s is a sentence, and shows nothing that is missing", (_, words, beginning) => {
  for (const [code, say] of Object.entries(words)) {
    const text = say?.(["«one»", "«two»", "«three»"]) ?? "";
    expect(text, code).toMatch(beginning);
    expect(text, code).toMatch(/[.»\u2069]$/);
    expect(text, code).not.toContain("undefined");
  }
});
