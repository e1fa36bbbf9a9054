import { addDays, addMonths, type TypeDefinition } from "@kubecredential/shared";

export type Validity = TypeDefinition["validity"];

export const periodUnits = ["Y", "M", "W", "D"] as const;

export type PeriodUnit = (typeof periodUnits)[number];

interface Period {
  years: number;
  months: number;
  weeks: number;
  days: number;
}

/** A period of ISO 8601 of years, months, weeks and days; undefined if it is none. */
export function readPeriod(text: string): Period | undefined {
  const [found, years, months, weeks, days] =
    /^P(?=\d)(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?$/.exec(text) ?? [];
  if (found === undefined) return undefined;
  const [y = 0, m = 0, w = 0, d = 0] = [years, months, weeks, days].map((part) => Number(part ?? 0));
  return y + m + w + d > 0 ? { years: y, months: m, weeks: w, days: d } : undefined;
}

/** The last day by the rule of a type; undefined if it has none. */
export function lastDayOf(validity: Validity, validFrom: string): string | undefined {
  if (validity.kind === "until") return validity.date ?? undefined;
  const period = validity.kind === "period" ? readPeriod(validity.period ?? "") : undefined;
  if (!period) return undefined;
  return addDays(addMonths(validFrom, period.years * 12 + period.months), period.weeks * 7 + period.days - 1);
}
