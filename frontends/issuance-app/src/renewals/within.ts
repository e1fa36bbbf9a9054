export const periods = ["30", "60", "90"] as const;

export type Within = (typeof periods)[number];

/** Within how many days the credentials to renew expire; 30 unless the URL says otherwise. */
export function readWithin(search: Record<string, unknown>): { within?: Within } {
  const within = periods.find((period) => period === search.within);
  return within && within !== "30" ? { within } : {};
}
