import { isLosslessNumber, LosslessNumber, parse, stringify } from "lossless-json";

/*
 * The only place where these apps read and write JSON that may contain people's data. JSON.parse turns
 * 12345678901234567891 into 12345678901234567000, 1.10 into 1.1 and 1e400 into null, and keeps only the last of duplicate
 * keys, so that a credential would be shown, passed on or compared as a different one.
 */

/** A number that JavaScript would write differently; `toString` returns its original text. */
export type ExactNumber = LosslessNumber;

export function isExactNumber(value: unknown): value is ExactNumber {
  return isLosslessNumber(value);
}

/** An object has a key twice, so its value is ambiguous. */
export class RepeatedKeyError extends Error {
  override readonly name = "RepeatedKeyError";
  readonly key: string;

  constructor(key: string) {
    super(`Duplicate key ${JSON.stringify(key)}.`);
    this.key = key;
  }
}

/** The JSON is nested more deeply than any of our documents may be. */
export class TooDeepError extends Error {
  override readonly name = "TooDeepError";
  readonly depth: number;

  constructor(depth: number) {
    super(`Nested ${depth} levels deep.`);
    this.depth = depth;
  }
}

/** Far more than the services accept, and few enough for a recursive parser. */
const deepest = 200;
const tokens = /"(?:\\.|[^"\\])*"|[{}[\],:]/g;

function exactly(text: string): number | ExactNumber {
  const number = Number(text);
  return String(number) === text ? number : new LosslessNumber(text);
}

/**
 * Parses JSON that a user entered, pasted or uploaded. Throws a `SyntaxError`, a `RepeatedKeyError` or a `TooDeepError`.
 */
export function parseJson(text: string): unknown {
  const depth = depthOf(text);
  if (depth > deepest) throw new TooDeepError(depth);
  const value = parse(text, undefined, { parseNumber: exactly, onDuplicateKey: ({ newValue }) => newValue });
  const key = repeatedKeyOf(text);
  if (key !== undefined) throw new RepeatedKeyError(key);
  return value;
}

/** Where `parseJson` failed, counted from 1. Taken from lossless-json's message, which ends in "at position 12". */
export function placeOfFault(text: string, error: unknown): { line: number; column: number } {
  const [, position] = (error instanceof Error && /at position (\d+)$/.exec(error.message)) || [];
  const lines = text.slice(0, position === undefined ? text.length : Number(position)).split("\n");
  return { line: lines.length, column: (lines.at(-1) ?? "").length + 1 };
}

/**
 * Members that carry other people's JSON, whose numbers keep their original text. All other numbers are the services' own
 * counts and times.
 */
const free = new Set(["metadata", "issued", "shown", "payload"]);

/** Parses a service's answer, or what this app stored. */
export function readJson(text: string): unknown {
  return withOwnNumbers(parse(text, undefined, { parseNumber: exactly, onDuplicateKey: ({ newValue }) => newValue }));
}

export function writeJson(value: unknown, space?: number): string {
  return stringify(value, undefined, space) ?? "null";
}

function withOwnNumbers(value: unknown): unknown {
  if (isExactNumber(value)) return Number(value.value);
  if (Array.isArray(value)) return value.map(withOwnNumbers);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, free.has(key) ? member : withOwnNumbers(member)]),
  );
}

/** Nesting depth of objects and arrays in a text, which need not be valid JSON; the outermost level is 1. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [token] of text.matchAll(tokens)) {
    if (token === "{" || token === "[") deepest = Math.max(deepest, ++depth);
    else if (token === "}" || token === "]") depth -= 1;
  }
  return deepest;
}

/** The first key that occurs twice in one object, even with equal values. */
function repeatedKeyOf(json: string): string | undefined {
  const open: (Set<string> | undefined)[] = [];
  let previous = "";
  for (const [token] of json.matchAll(tokens)) {
    if (token === "{") open.push(new Set());
    else if (token === "[") open.push(undefined);
    else if (token === "}" || token === "]") open.pop();
    else if (token.startsWith('"') && (previous === "{" || previous === ",")) {
      const keys = open.at(-1);
      const key = String(JSON.parse(token));
      if (keys?.has(key)) return key;
      keys?.add(key);
    }
    previous = token;
  }
  return undefined;
}
