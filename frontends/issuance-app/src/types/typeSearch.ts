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

/** The version in the address; the latest one if left out. */
export function readTypeVersion(search: Record<string, unknown>): { version?: number } {
  const version = Number(search.version);
  return Number.isInteger(version) && version > 0 ? { version } : {};
}
