import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { german } from "./de";
import { faultText } from "./useFaultText";

const sentence = { rule: "This must be at most 5.", code: "maximum", arguments: ["5"] };

test("a rule is said in German by its code, with its limit", () => {
  expect(faultText(sentence, "de")).toBe("Die Zahl darf höchstens 5 sein.");
  expect(faultText(sentence, "en")).toBe(sentence.rule);
});

test("every rule that the service has a code for is said in German", () => {
  const source = readFileSync(`${import.meta.dirname}/../../../../Issuance.Api/Credentials/RuleCodes.cs`, "utf8");
  const [, table = ""] = /"""\n([\s\S]+?)"""/.exec(source) ?? [];
  const codes = new Set([...table.matchAll(/^ +([a-zA-Z0-9]+) {2,}\S/gm)].map(([, code]) => code ?? ""));
  expect(codes.size).toBeGreaterThan(80);
  expect([...codes].sort()).toEqual(Object.keys(german).sort());
});

test.each([
  ["type", ["a number or null"], "Hier muss ein Text oder eine Zahl oder gar nichts (null) stehen."],
  ["constant", ["a list or an object"], "Hier muss eine Liste oder ein Objekt stehen."],
  ["constant", ["this or that"], "Hier muss this or that stehen."],
  ["notJson", [], "Hier muss ein JSON-Objekt stehen."],
  ["notJson", ["line 3"], "Das ist kein gültiges JSON oder zu tief verschachtelt (line 3)."],
  ["fileDamaged", [], "Die Arbeitsmappe hat kein Blatt."],
  ["fileTooManyColumns", ["300", "200"], "Die Datei hat zu viele Spalten; erlaubt sind höchstens 200."],
])("the sentences of %s with %j are told apart", (code, given, text) => {
  expect(faultText({ rule: "", code, arguments: given }, "de")).toBe(text);
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
