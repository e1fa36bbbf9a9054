/** What has become of a row. */
export const outcomes = ["valid", "invalid", "done", "failed"] as const;

export type Outcome = (typeof outcomes)[number];

/** Which rows of a batch are shown; without it, those that matter in its state. */
export interface RowsShown {
  rows?: Outcome | "all";
  /** Of those with faults, only the ones with this fault. */
  code?: string;
  /** Of these, only the ones with the fault in this column. */
  column?: string;
}

const longest = 200;

/** Reads the URL's search parameters, which are untrusted. */
export function readRowsShown(search: Record<string, unknown>): RowsShown {
  const rows = (["all", ...outcomes] as const).find((outcome) => outcome === search.rows);
  const code = rows === "invalid" ? textIn(search.code) : undefined;
  const column = code === undefined ? undefined : textIn(search.column);
  return { ...(rows && { rows }), ...(code && { code }), ...(column && { column }) };
}

function textIn(value: unknown): string | undefined {
  const text = typeof value === "number" ? String(value) : value;
  return typeof text === "string" && text !== "" && text.length <= longest ? text : undefined;
}
