/** What has become of a row. */
export const outcomes = ["valid", "invalid", "done", "failed"] as const;

export type Outcome = (typeof outcomes)[number];

/** Which rows of a batch are shown; without it, those that matter in its state. */
export interface RowsShown {
  rows?: Outcome | "all";
}

/** Reads the URL's search parameters, which are untrusted. */
export function readRowsShown(search: Record<string, unknown>): RowsShown {
  const rows = (["all", ...outcomes] as const).find((outcome) => outcome === search.rows);
  return rows ? { rows } : {};
}
