import { isLosslessNumber, LosslessNumber, parse, stringify } from "lossless-json";

/*
 * The only place where these apps read and write JSON that people's data may be in. JSON.parse makes
 * 12345678901234567000 of 12345678901234567891, 1.1 of 1.10 and null of 1e400, and lets the last of repeated keys win; a
 * credential that was shown, handed on or compared so would be another one.
 */

/** A number that JavaScript would write otherwise than it was written; `toString` gives it to the letter. */
export type ExactNumber = LosslessNumber;

export function isExactNumber(value: unknown): value is ExactNumber {
  return isLosslessNumber(value);
}

/** An object with the same key twice: which value is meant, nobody can say. */
export class RepeatedKeyError extends Error {
  override readonly name = "RepeatedKeyError";
  readonly key: string;

  constructor(key: string) {
    super(`The key ${JSON.stringify(key)} is there more than once.`);
    this.key = key;
  }
}

/** Nested more deeply than any of our documents may be. */
export class TooDeepError extends Error {
  override readonly name = "TooDeepError";
  readonly depth: number;

  constructor(depth: number) {
    super(`Nested ${depth} levels deep.`);
    this.depth = depth;
  }
}

/** Far more than the services take, and few enough for reading by recursion. */
const deepest = 200;
const tokens = /"(?:\\.|[^"\\])*"|[{}[\],:]/g;

function exactly(text: string): number | ExactNumber {
  const number = Number(text);
  return String(number) === text ? number : new LosslessNumber(text);
}

/**
 * Reads what somebody entered, pasted or uploaded. Throws a SyntaxError when it is not JSON, a `RepeatedKeyError` or a
 * `TooDeepError`.
 */
export function parseJson(text: string): unknown {
  const depth = depthOf(text);
  if (depth > deepest) throw new TooDeepError(depth);
  const value = parse(text, undefined, { parseNumber: exactly, onDuplicateKey: ({ newValue }) => newValue });
  const key = repeatedKeyOf(text);
  if (key !== undefined) throw new RepeatedKeyError(key);
  return value;
}

/** Where `parseJson` stopped, counted from 1. It is found in lossless-json's message, which ends "at position 12". */
export function placeOfFault(text: string, error: unknown): { line: number; column: number } {
  const [, position] = (error instanceof Error && /at position (\d+)$/.exec(error.message)) || [];
  const lines = text.slice(0, position === undefined ? text.length : Number(position)).split("\n");
  return { line: lines.length, column: (lines.at(-1) ?? "").length + 1 };
}

/**
 * Members that carry JSON of others: there a number stays as it was written. All other numbers are the services' own
 * counts and times.
 */
const free = new Set(["metadata", "issued", "shown", "payload"]);

/** Reads what a service answered or this app stored. */
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

/** Levels of objects and arrays in a text, the outermost being 1; it need not be JSON. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [token] of text.matchAll(tokens)) {
    if (token === "{" || token === "[") deepest = Math.max(deepest, ++depth);
    else if (token === "}" || token === "]") depth -= 1;
  }
  return deepest;
}

/** The first key that an object of this JSON text has twice, with equal values too. */
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
