import {
  isExactNumber,
  isSameText,
  parseJson,
  placeOfFault,
  RepeatedKeyError,
  TooDeepError,
  writeJson,
} from "@kubecredential/shared";

export const metadataMaxBytes = 16 * 1024;
export const metadataMaxDepth = 8;

export interface MetadataRow {
  key: string;
  value: string;
}

export type MetadataCheck =
  | { ok: true; value: Record<string, unknown> | undefined; bytes: number }
  | { ok: false; fault: "notJson"; line: number; column: number }
  | { ok: false; fault: "notObject" }
  | { ok: false; fault: "tooBig"; bytes: number }
  | { ok: false; fault: "tooDeep"; depth: number }
  | { ok: false; fault: "keyTwice"; key: string };

/** Checks the input by the API's rules; empty input means no metadata. */
export function checkMetadataJson(text: string): MetadataCheck {
  if (text.trim() === "") return { ok: true, value: undefined, bytes: 0 };
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    if (error instanceof RepeatedKeyError) return { ok: false, fault: "keyTwice", key: error.key };
    if (error instanceof TooDeepError) return { ok: false, fault: "tooDeep", depth: error.depth };
    return { ok: false, fault: "notJson", ...placeOfFault(text, error) };
  }
  if (!isNested(value) || Array.isArray(value)) return { ok: false, fault: "notObject" };
  return checkLimits(value as Record<string, unknown>);
}

export function metadataFromRows(rows: MetadataRow[]): Record<string, unknown> | undefined {
  const used = rows.filter((row) => row.key.trim() !== "" || row.value !== "");
  return used.length === 0 ? undefined : Object.fromEntries(used.map((row) => [row.key.trim(), row.value]));
}

/** The object as rows, or undefined if rows cannot represent it. */
export function rowsFromMetadata(value: Record<string, unknown> | undefined): MetadataRow[] | undefined {
  const rows: MetadataRow[] = [];
  for (const [key, item] of Object.entries(value ?? {})) {
    if (typeof item !== "string" || item === "" || key.trim() !== key || key === "") return undefined;
    rows.push({ key, value: item });
  }
  return rows;
}

/** Whether a row above has the same name, compared in NFC. */
export function isNamedTwice(rows: MetadataRow[], index: number): boolean {
  const key = rows[index]?.key ?? "";
  return key !== "" && rows.findIndex((other) => isSameText(other.key, key)) < index;
}

export function checkLimits(value: Record<string, unknown>): MetadataCheck {
  const depth = depthOf(value);
  if (depth > metadataMaxDepth) return { ok: false, fault: "tooDeep", depth };
  const bytes = new TextEncoder().encode(writeJson(value)).length;
  if (bytes > metadataMaxBytes) return { ok: false, fault: "tooBig", bytes };
  return { ok: true, value, bytes };
}

function isNested(item: unknown): item is object {
  return typeof item === "object" && item !== null && !isExactNumber(item);
}

/** Nesting depth of objects and arrays; the outermost level is 1. Not recursive, so that depth cannot exhaust the stack. */
function depthOf(root: object): number {
  let depth = 0;
  let level: object[] = [root];
  while (level.length > 0) {
    depth += 1;
    level = level.flatMap((node) => Object.values(node)).filter(isNested);
  }
  return depth;
}
