import { firstOf } from "@kubecredential/shared";

export const longestName = 100;

export interface TypeSearch {
  name?: string;
  state?: "archived";
}

/** The list's search in the address. Anything else in it is ignored. */
export function readTypeSearch(search: Record<string, unknown>): TypeSearch {
  const name = typeof search.name === "string" ? firstOf(search.name, longestName) : "";
  return { ...(name.trim() !== "" && { name }), ...(search.state === "archived" && { state: "archived" }) };
}

/** The version in the address, as text, because addresses keep nothing else; the latest one if left out. */
export function readTypeVersion({ version }: Record<string, unknown>): { version?: string } {
  return typeof version === "string" && /^[1-9]\d{0,5}$/.test(version) ? { version } : {};
}
