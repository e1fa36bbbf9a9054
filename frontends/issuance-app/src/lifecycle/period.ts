import { addDays, addMonths, daysBetween, monthsBetween, todayUtc } from "@kubecredential/shared";

interface Period {
  issueDate: string;
  validFrom?: string | null;
  expiryDate: string;
}

/**
 * The last day of a further period of the same length. Periods of whole months or years keep their day of the month, whatever
 * the months' lengths; others are counted in days. Nobody loses days by being renewed early, or gets days that have passed.
 */
export function samePeriodFrom({ issueDate, validFrom, expiryDate }: Period, today = todayUtc()): string {
  const start = validFrom ?? issueDate;
  const from = expiryDate < today ? today : expiryDate;
  // The last day may be the one before the same day of another month.
  const months = monthsBetween(start, expiryDate) ?? monthsBetween(start, addDays(expiryDate, 1));
  return months ? addMonths(from, months) : addDays(from, Math.max(1, daysBetween(start, expiryDate)));
}
