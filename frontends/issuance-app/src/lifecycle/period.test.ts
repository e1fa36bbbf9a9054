import { expect, test } from "vitest";
import { samePeriodFrom } from "./period";

const today = "2026-05-04";

test.each([
  ["two years to the same day", "2024-05-20", "2026-05-20", "2028-05-20"],
  ["two years to the day before", "2024-05-21", "2026-05-20", "2028-05-20"],
  ["one month from a month's last day", "2026-04-30", "2026-05-30", "2026-06-30"],
  ["from a leap day", "2024-02-29", "2027-02-28", "2030-02-28"],
  ["ninety days", "2026-03-01", "2026-05-30", "2026-08-28"],
  ["a single day", "2026-05-04", "2026-05-04", "2026-05-05"],
  ["expired long ago: from today on", "2019-06-01", "2020-06-01", "2027-05-04"],
])("%s", (_, issueDate, expiryDate, expected) => {
  expect(samePeriodFrom({ issueDate, expiryDate }, today)).toBe(expected);
});

test("the period begins with the first valid day, not with the day of issue", () => {
  const given = { issueDate: "2025-01-15", validFrom: "2025-06-01", expiryDate: "2026-06-01" };
  expect(samePeriodFrom(given, today)).toBe("2027-06-01");
});
