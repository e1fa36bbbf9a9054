import { afterEach, expect, test } from "vitest";
import { shareLink } from "./shareLink";

afterEach(() => {
  globalThis.kubeCredentialConfig = undefined;
});

test("leads to this host's port 3003 unless told otherwise", () => {
  expect(shareLink("a/b?c")).toBe("http://localhost:3003/v/a%2Fb%3Fc");
});

test("leads to the configured address", () => {
  globalThis.kubeCredentialConfig = { verificationAppUrl: "https://verify.example.org/" };
  expect(shareLink("1")).toBe("https://verify.example.org/v/1");
});
