import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const root = `${import.meta.dirname}/../../../`;
const spokenProps = "label|title|text|placeholder|description|legend|error|alt|aria-label|closeButtonLabel";
const literal = new RegExp(`[\\s{](?:${spokenProps})=(?:"[^"]*\\p{L}[^"]*"|\\{["'\`][^"'\`$]*\\p{L})`, "gu");

/** The linter finds text between tags (noJsxLiterals), but for props it cannot tell a label from a size. */
test("no component has a label, title or description of its own", () => {
  const files = ["shared", "issuance-app", "verification-app"].flatMap((part) =>
    readdirSync(`${root}${part}/src`, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".tsx") && !file.endsWith(".test.tsx"))
      .map((file) => `${part}/src/${file}`),
  );
  expect(files.length).toBeGreaterThan(50);
  const found = files.flatMap((file) =>
    (readFileSync(`${root}${file}`, "utf8").match(literal) ?? []).map((text) => `${file}: ${text.trim()}`),
  );
  expect(found).toEqual([]);
});

test.each([
  '<Button title="Close" />',
  '<Text\n  aria-label="Main"',
  "<Modal title={'Close'}>",
  "<Alert title={`Close it`}>",
])("%s would be found", (source) => {
  expect(source.match(literal)).not.toBeNull();
});

test.each(['<img alt="" />', "<Button title={texts.close} />", '<Button size="sm" />'])("%s would not", (source) => {
  expect(source.match(literal)).toBeNull();
});
