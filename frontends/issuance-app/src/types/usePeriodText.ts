import { useTypeTexts } from "./texts";
import { readPeriod } from "./validity";

/** Writes a period in words: `P1Y6M` becomes "1 year, 6 months". */
export function usePeriodText(): (period: string) => string {
  const { units } = useTypeTexts();
  return (text) => {
    const period = readPeriod(text);
    if (!period) return text;
    const parts = [
      period.years > 0 && units.Y(period.years),
      period.months > 0 && units.M(period.months),
      period.weeks > 0 && units.W(period.weeks),
      period.days > 0 && units.D(period.days),
    ];
    return parts.filter(Boolean).join(", ");
  };
}
