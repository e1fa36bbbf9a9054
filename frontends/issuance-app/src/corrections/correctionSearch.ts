/** Which corrections are shown: the open ones, or those that have been answered. */
export interface CorrectionSearch {
  state?: "answered";
}

/** Reads the URL's search parameters, which are untrusted. */
export function readCorrectionSearch(search: Record<string, unknown>): CorrectionSearch {
  return search.state === "answered" ? { state: "answered" } : {};
}
