export const metadataMaxBytes = 16 * 1024;
export const metadataMaxDepth = 8;

export interface MetadataRow {
  key: string;
  value: string;
}

export type MetadataCheck =
  | { ok: true; value: Record<string, unknown> | undefined; bytes: number }
  | { ok: false; fault: "notJson"; detail: string }
  | { ok: false; fault: "notObject" }
  | { ok: false; fault: "tooBig"; bytes: number }
  | { ok: false; fault: "tooDeep"; depth: number }
  | { ok: false; fault: "inexact"; number: string };

/** Checks what was typed as the API will; empty text means no metadata. */
export function checkMetadataJson(text: string): MetadataCheck {
  if (text.trim() === "") return { ok: true, value: undefined, bytes: 0 };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, fault: "notJson", detail: error instanceof Error ? error.message : String(error) };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return { ok: false, fault: "notObject" };
  const number = inexactNumber(text);
  if (number !== undefined) return { ok: false, fault: "inexact", number };
  return checkLimits(value as Record<string, unknown>);
}

export function metadataFromRows(rows: MetadataRow[]): Record<string, unknown> | undefined {
  const used = rows.filter((row) => row.key.trim() !== "" || row.value !== "");
  return used.length === 0 ? undefined : Object.fromEntries(used.map((row) => [row.key.trim(), row.value]));
}

/** The rows that show this object, or undefined when rows cannot hold it. */
export function rowsFromMetadata(value: Record<string, unknown> | undefined): MetadataRow[] | undefined {
  const rows: MetadataRow[] = [];
  for (const [key, item] of Object.entries(value ?? {})) {
    if (typeof item !== "string" || key.trim() !== key || key === "") return undefined;
    rows.push({ key, value: item });
  }
  return rows;
}

export function checkLimits(value: Record<string, unknown>): MetadataCheck {
  const depth = depthOf(value);
  if (depth > metadataMaxDepth) return { ok: false, fault: "tooDeep", depth };
  const bytes = new TextEncoder().encode(JSON.stringify(value)).length;
  if (bytes > metadataMaxBytes) return { ok: false, fault: "tooBig", bytes };
  return { ok: true, value, bytes };
}

/** Levels of objects and arrays, the outermost being 1; walked without recursion, since the text may be nested thousands deep. */
function depthOf(root: object): number {
  let depth = 0;
  let level: object[] = [root];
  while (level.length > 0) {
    depth += 1;
    level = level.flatMap((node) => Object.values(node)).filter((item) => typeof item === "object" && item !== null);
  }
  return depth;
}

/**
 * The first number that JSON.parse would change: the metadata has to come back from the API as it was entered, and a
 * 20-digit number would silently become another one here.
 */
function inexactNumber(text: string): string | undefined {
  for (const [token] of text.matchAll(/"(?:\\.|[^"\\])*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g)) {
    if (token.startsWith('"')) continue;
    const parsed = Number(token);
    if (!Number.isFinite(parsed) || decimal(token) !== decimal(String(parsed))) return token;
  }
  return undefined;
}

/** Digits and exponent without the freedom of notation: 1.50e1, 15 and 15.0 give the same text. */
function decimal(number: string): string {
  const [mantissa = "", exponent = "0"] = number.replace(/^-/, "").toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const digits = (whole + fraction).replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  if (significant === "") return "0";
  return `${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}
