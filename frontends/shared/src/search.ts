/**
 * How both apps read and write a URL's search: every value is a text. The router's own way reads them as JSON, which makes
 * `?holder=12345678901234567891` a search for another number and `?holder=true` a search for nothing.
 */
export function parseSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search));
}

export function stringifySearch(search: Record<string, unknown>): string {
  const given = Object.entries(search).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  const text = new URLSearchParams(given).toString();
  return text === "" ? "" : `?${text}`;
}
