import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const read = (name: string) => readFileSync(`${import.meta.dirname}/../nginx/${name}.conf.template`, "utf8");
const headersIn = (text: string) => [...text.matchAll(/add_header (\S+)/g)].map(([, name]) => name).sort();

test("the API reference has every header of the app's pages but the Content-Security-Policy, which is its own", () => {
  const [, server = ""] = read("nginx").split(/^ {2}server \{$/m);
  const [, block = ""] = /\(scalar\|openapi\)[^{]*\{([^}]*)\}/.exec(read("verification-app")) ?? [];
  const expected = headersIn(server).filter((name) => name !== "Content-Security-Policy");
  expect(expected).toContain("Permissions-Policy");
  expect(headersIn(block)).toEqual(expected);
});
