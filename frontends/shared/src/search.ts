/**
 * Reads and writes URL search parameters as plain text. The router's default parses them as JSON, which turns
 * `?holder=12345678901234567891` into a search for another number and `?holder=true` into no search at all.
 */
export function parseSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search));
}

export function stringifySearch(search: Record<string, unknown>): string {
  const given = Object.entries(search).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  const text = new URLSearchParams(given).toString();
  return text === "" ? "" : `?${text}`;
}
