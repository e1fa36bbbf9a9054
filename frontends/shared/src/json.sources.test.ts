import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const root = `${import.meta.dirname}/../../`;

/** Where the browser's own JSON functions are used, and why that cannot change anyone's data. */
const allowed = {
  "shared/src/json.ts": "a key's text, which has no number in it",
  "shared/src/api/client.ts": "the method that openapi-fetch calls",
  "verification-app/src/verify/rawCredential.ts": "a key's text, which has no number in it",
  "issuance-app/src/credentials/FilterBar.tsx": "compares two filters",
  "issuance-app/src/session/SessionGate.tsx": "compares two identities",
};

test("the apps read and write people's JSON only through the lossless module", () => {
  const files = ["shared", "issuance-app", "verification-app"].flatMap((part) =>
    readdirSync(`${root}${part}/src`, { recursive: true, encoding: "utf8" })
      .map((file) => `${part}/src/${file}`)
      .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$|\/testing(\/|\.tsx)|-api\.ts$/.test(file)),
  );
  expect(files.length).toBeGreaterThan(80);
  const users = files.filter((file) =>
    /JSON\.(parse|stringify)\(|\bjson\(\)/.test(readFileSync(`${root}${file}`, "utf8")),
  );
  expect(users.sort()).toEqual(Object.keys(allowed).sort());
});
