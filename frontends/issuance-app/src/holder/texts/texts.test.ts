import { faultsOfTexts } from "@kubecredential/shared/testing";
import { expect, test } from "vitest";
import { holderTexts } from ".";

test("all languages have the same texts", () => {
  const names = ["vc", "vc-jwt", "open-badge", "vc-ecdsa", "vc-jcs"].map((form) => `portable.forms.${form}`);
  const equal = ["pageTitle", "papers.pdf", "papers.pages.A4", ...names];
  expect(faultsOfTexts(holderTexts.en, holderTexts.de, { equal })).toEqual([]);
  expect(faultsOfTexts(holderTexts.en, holderTexts.ar, { equal: ["pageTitle"] })).toEqual([]);
});
