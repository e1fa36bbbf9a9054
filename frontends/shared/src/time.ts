/** Days in the contract are UTC days, whatever the user's time zone. */
export function todayUtc(now = new Date()): string {
  return now.toISOString().slice(0, 10);
}

/** Whether it is an existing day as `YYYY-MM-DD`. */
export function isCalendarDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** `expiryDate` is the last valid day. */
export function isExpired(expiryDate: string | null, at = new Date()): boolean {
  return expiryDate !== null && expiryDate < todayUtc(at);
}

/** The UTC day of an instant; what is not one stays as it is. */
export function dayOf(instant: string): string {
  const date = new Date(instant);
  return Number.isNaN(date.getTime()) ? instant : todayUtc(date);
}

/** The last second of a UTC day. */
export function endOf(day: string): string {
  return `${day}T23:59:59Z`;
}

/** The day that is so many days later. */
export function addDays(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return todayUtc(date);
}

/** The same day so many months later, or that month's last day. */
export function addMonths(day: string, months: number): string {
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return todayUtc(new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))));
}

export function daysBetween(start: string, end: string): number {
  return Math.round((Date.parse(`${end}T00:00:00Z`) - Date.parse(`${start}T00:00:00Z`)) / 86_400_000);
}

/** How many whole months lie between two days; undefined if some days are left over. */
export function monthsBetween(start: string, end: string): number | undefined {
  const [year = 0, month = 0] = start.split("-").map(Number);
  const [endYear = 0, endMonth = 0] = end.split("-").map(Number);
  const months = (endYear - year) * 12 + endMonth - month;
  return addMonths(start, months) === end ? months : undefined;
}

/**
 * How the browser's user writes this language, such as `en-GB` or `de-AT`; with the calendar of the contract, which is not
 * everywhere the usual one, and digits as in IDs and addresses.
 */
export function localeOf(language: string): string {
  const own = navigator.languages.find((tag) => tag.toLowerCase().split("-", 1)[0] === language) ?? language;
  if (language !== "ar") return isLocale(own) ? own : language;
  return `${isLocale(own) ? own.replace(/-u-.*$/i, "") : language}-u-ca-gregory-nu-latn`;
}

/** Some systems make tags that are none, such as en-US@posix. */
function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
}

export function formatDay(day: string, language: string): string {
  if (!isCalendarDay(day)) return day;
  return new Intl.DateTimeFormat(localeOf(language), { dateStyle: "long", timeZone: "UTC" }).format(
    new Date(`${day}T00:00:00Z`),
  );
}

/** When a UTC day begins by this device's clock; undefined where that is at the same time. */
export function localStartOf(day: string, language: string): string | undefined {
  if (!isCalendarDay(day)) return undefined;
  const start = `${day}T00:00:00Z`;
  if (new Date(start).getTimezoneOffset() === 0) return undefined;
  return formatLocal(start, language, { dateStyle: "long", timeStyle: "short" });
}

/** The same of its end. */
export function localEndOf(day: string, language: string): string | undefined {
  return isCalendarDay(day) ? localStartOf(addDays(day, 1), language) : undefined;
}

export function formatInstant(instant: string, language: string): string {
  return formatLocal(instant, language, { dateStyle: "medium", timeStyle: "medium" });
}

/** For paper, and for comparing with others: with the time zone that it is given in. */
export function formatZoned(instant: string, language: string): string {
  return formatLocal(instant, language, { dateStyle: "medium", timeStyle: "long" });
}

function formatLocal(instant: string, language: string, style: Intl.DateTimeFormatOptions): string {
  const date = new Date(instant);
  return Number.isNaN(date.getTime()) ? instant : new Intl.DateTimeFormat(localeOf(language), style).format(date);
}

/** A time of today without its date, any other with it. */
export function formatMoment(instant: string, language: string, now = new Date()): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime()) || date.toDateString() !== now.toDateString())
    return formatInstant(instant, language);
  return new Intl.DateTimeFormat(localeOf(language), { timeStyle: "medium" }).format(date);
}

/** A duration in the largest suitable unit: 45 seconds, 3 minutes, 5 hours. */
export function formatDuration(seconds: number, language: string): string {
  const [unit, size] =
    seconds < 120
      ? ["second", 1]
      : seconds < 7_200
        ? ["minute", 60]
        : seconds < 172_800
          ? ["hour", 3_600]
          : ["day", 86_400];
  const style = { style: "unit", unit: String(unit), unitDisplay: "long", maximumFractionDigits: 0 } as const;
  return new Intl.NumberFormat(localeOf(language), style).format(Math.floor(Math.max(0, seconds) / Number(size)));
}

const steps: [limitSeconds: number, unit: Intl.RelativeTimeFormatUnit, secondsInUnit: number][] = [
  [60, "second", 1],
  [3_600, "minute", 60],
  [86_400, "hour", 3_600],
  [30 * 86_400, "day", 86_400],
  [365 * 86_400, "month", 30 * 86_400],
  [Number.POSITIVE_INFINITY, "year", 365 * 86_400],
];

export function formatRelative(instant: string, now: number, language: string): string {
  let seconds = Math.round((new Date(instant).getTime() - now) / 1000);
  if (Number.isNaN(seconds)) return instant;
  // The server's clock may be slightly ahead, and "in 2 seconds" would be wrong for something that has happened.
  if (Math.abs(seconds) < 5) seconds = 0;
  for (const [limit, unit, size] of steps) {
    if (Math.abs(seconds) < limit) {
      return new Intl.RelativeTimeFormat(localeOf(language), { numeric: "auto" }).format(
        Math.round(seconds / size),
        unit,
      );
    }
  }
  return instant;
}
