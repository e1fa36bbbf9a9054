import { directionOf, leftToRight, localeOf } from "@kubecredential/shared";

/** A round number at or above the largest value, for a readable axis. */
export function niceMax(largest: number): number {
  if (!(largest > 0)) return 1;
  const magnitude = 10 ** Math.floor(Math.log10(largest));
  const step = [1, 2, 5, 10].find((candidate) => candidate * magnitude >= largest) ?? 10;
  return step * magnitude;
}

/** Runs of adjacent indexes that have a value, so that no line is drawn across a gap. */
export function runs(values: (number | null)[]): number[][] {
  const found: number[][] = [];
  let run: number[] = [];
  values.forEach((value, index) => {
    if (value === null) {
      if (run.length > 0) found.push(run);
      run = [];
    } else {
      run.push(index);
    }
  });
  if (run.length > 0) found.push(run);
  return found;
}

export function formatLag(ms: number, language: string): string {
  const lag = lagIn(ms, language);
  return directionOf(language) === "rtl" ? leftToRight(lag) : lag;
}

function lagIn(ms: number, language: string): string {
  if (ms < 1_000) return `${Math.round(ms).toLocaleString(localeOf(language))} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toLocaleString(localeOf(language), { maximumFractionDigits: 1 })} s`;
  return `${(ms / 60_000).toLocaleString(localeOf(language), { maximumFractionDigits: 1 })} min`;
}
