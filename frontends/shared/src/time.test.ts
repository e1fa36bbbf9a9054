import { expect, test, vi } from "vitest";
import {
  addDays,
  dayOf,
  endOf,
  formatDay,
  formatDuration,
  formatMoment,
  formatRelative,
  formatZoned,
  isCalendarDay,
  isExpired,
  localEndOf,
  localeOf,
  localStartOf,
} from "./time";

test.each([
  ["2028-02-29", true],
  ["2027-02-29", false],
  ["2027-13-01", false],
  ["2027-1-1", false],
  ["", false],
])("%s is a calendar day: %s", (day, expected) => {
  expect(isCalendarDay(day)).toBe(expected);
});

test("a credential is valid through its last day, in UTC", () => {
  expect(isExpired("2026-05-04", new Date("2026-05-04T23:59:59Z"))).toBe(false);
  expect(isExpired("2026-05-04", new Date("2026-05-05T00:00:00Z"))).toBe(true);
  expect(isExpired(null)).toBe(false);
});

test("days are not shifted by the reader's time zone", () => {
  expect(formatDay("2026-01-01", "en")).toBe("January 1, 2026");
  expect(formatDay("2026-01-01", "de")).toBe("1. Januar 2026");
});

test("the browser's own way of writing the app's language is used, and no other language's", () => {
  const languages = vi.spyOn(navigator, "languages", "get").mockReturnValue(["fr-CA", "en-GB", "de-AT"]);
  expect(formatDay("2026-01-01", "en")).toBe("1 January 2026");
  expect(formatDay("2026-01-01", "de")).toBe("1. Jänner 2026");
  expect(localeOf("ar")).toBe("ar-u-ca-gregory-nu-latn");
  languages.mockReturnValue(["ar-SA"]);
  expect(localeOf("ar")).toBe("ar-SA-u-ca-gregory-nu-latn");
  expect(formatDay("2026-01-01", "ar")).toBe("1 يناير 2026");
  expect(formatDay("2026-01-01", "en")).toBe("January 1, 2026");
  languages.mockReturnValue(["en-US@posix"]);
  expect(formatDay("2026-01-01", "en")).toBe("January 1, 2026");
  languages.mockRestore();
});

test("the local end of a UTC day is told where it is another moment", () => {
  try {
    vi.stubEnv("TZ", "Asia/Tokyo");
    expect(localEndOf("2026-12-31", "en")).toMatch(/^January 1, 2027.+9:00\sAM$/);
    expect(localStartOf("2026-12-31", "en")).toMatch(/^December 31, 2026.+9:00\sAM$/);
    expect(formatZoned("2026-07-01T03:00:00Z", "en")).toMatch(/^Jul 1, 2026, 12:00:00\sPM GMT\+9$/);
    vi.stubEnv("TZ", "UTC");
    expect(localEndOf("2026-12-31", "en")).toBeUndefined();
    expect(localEndOf("soon", "en")).toBeUndefined();
  } finally {
    vi.unstubAllEnvs();
  }
});

test("relative times use larger units as they grow, and small clock differences read as now", () => {
  const now = Date.parse("2026-05-04T10:00:00Z");
  expect(formatRelative("2026-05-04T10:00:03Z", now, "en")).toBe("now");
  expect(formatRelative("2026-05-04T09:58:00Z", now, "en")).toBe("2 minutes ago");
  expect(formatRelative("2026-05-03T10:00:00Z", now, "en")).toBe("yesterday");
  expect(formatRelative("2026-05-04T10:00:30Z", now, "de")).toBe("in 30 Sekunden");
});

test.each([
  [0.4, "0 seconds"],
  [119, "119 seconds"],
  [197, "3 minutes"],
  [7_200, "2 hours"],
  [200_000, "2 days"],
])("%s seconds last %s", (seconds, expected) => {
  expect(formatDuration(seconds, "en")).toBe(expected);
});

test("an instant's day is its day in UTC, and days are added across months and leap years", () => {
  expect(dayOf("2026-05-04T23:59:59.999Z")).toBe("2026-05-04");
  expect(dayOf("2026-05-05T01:00:00+02:00")).toBe("2026-05-04");
  expect(dayOf("soon")).toBe("soon");
  expect(addDays("2028-02-28", 2)).toBe("2028-03-01");
});

test("a moment of today is a time, any other has its date", () => {
  const now = new Date("2026-05-04T12:00:00Z");
  expect(formatMoment("2026-05-04T11:03:22Z", "en", now)).toMatch(/^\d{1,2}:03:22/);
  expect(formatMoment("2026-05-02T11:03:22Z", "en", now)).toContain("2026");
  expect(formatMoment("never", "en", now)).toBe("never");
});

test("a day ends on that day", () => {
  expect(endOf("2028-02-29")).toBe("2028-02-29T23:59:59Z");
  expect(dayOf(endOf("2028-02-29"))).toBe("2028-02-29");
});
