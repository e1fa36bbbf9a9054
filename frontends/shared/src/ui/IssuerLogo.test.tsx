import { expect, test } from "vitest";
import { hostOf } from "../web";
import { initialsOf } from "./IssuerLogo";

test.each([
  ["Example University", "EU"],
  ["the 3rd College of Arts", "T3"],
  ["Technische Universität München", "TU"],
  ["O'Neill (Dublin)", "OD"],
  ["élan", "É"],
  ["جامعة القاهرة", "جا"],
  ["東京大学", "東"],
  ["𝒜lpha", "𝒜"],
  ["—", ""],
])("initials of %s", (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});

test.each([
  ["https://www.example.org/about?x#y", "www.example.org"],
  ["http://example.org:8080", "example.org:8080"],
  ["https://münchen.example", "xn--mnchen-3ya.example"],
  ["https://trusted.example@evil.example/", "evil.example"],
  ["javascript:alert(1)", undefined],
  ["www.example.org", undefined],
  ["", undefined],
  [null, undefined],
])("the host of %s", (address, host) => {
  expect(hostOf(address)).toBe(host);
});
