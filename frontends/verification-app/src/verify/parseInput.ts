import { parseJson, RepeatedKeyError, TooDeepError, writeJson } from "@kubecredential/shared";
import { isJwt } from "./jwt";
import { elementTexts, memberText } from "./rawCredential";

export type Given =
  | { kind: "id" | "link"; id: string }
  /** A holder's link, which opens a credential with everything in it. */
  | { kind: "shared"; token: string }
  /** A whole credential; `raw` is its original text, with numbers unchanged. */
  | { kind: "json"; id: string; raw: string }
  /** A document that proves itself: JSON as entered, or a JWT. */
  | { kind: "document"; document: string };

export type ParsedInput =
  | Given
  /** `at` is the line that is meant, where there are several. */
  | { kind: "error"; fault: InputFault; at?: string }
  | { kind: "error"; fault: "keyTwice"; key: string; at?: string };

export type InputFault = "empty" | "badJson" | "tooDeep" | "jsonWithoutId" | "linkWithoutId" | "notUnderstood";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether it can be a credential ID: IDs are UUIDs, so there is no point in waiting for anything else. */
export function hasIdForm(id: string): boolean {
  return uuid.test(id);
}

/** Recognises an ID, a link, a whole credential as JSON, or a document that proves itself. */
export function parseInput(input: string): ParsedInput {
  const text = trimmed(input);
  if (text === "") return { kind: "error", fault: "empty" };
  if (/^[[{"]/.test(text)) return fromJson(text);
  if (/^https?:\/\/\S+$/i.test(text)) return fromLink(text);
  // Mail programs break long lines.
  const unbroken = text.replace(/\s/g, "");
  if (isJwt(unbroken)) return { kind: "document", document: unbroken };
  const id = text.replace(/^urn:uuid:/i, "");
  if (/\s/.test(id) && !isSpacedId(id)) return { kind: "error", fault: "notUnderstood" };
  return { kind: "id", id: withDashes(id) };
}

/**
 * Everything that can be verified in a text: one or several in lines or as a JSON array, or what stands within sentences, each
 * once. If there is nothing, the only entry says why.
 */
export function parseAll(input: string): ParsedInput[] {
  const text = trimmed(input);
  if (jsonBegins.test(text)) return fromJsonIn(text);
  const single = parseInput(text);
  if (single.kind === "error" ? !isSearched(single.fault) : single.kind !== "id" || hasIdForm(single.id))
    return [single];
  const found = distinct(text.split("\n").flatMap(inLine));
  return found.some(({ kind }) => kind !== "error") ? found : [single];
}

/** JSON is never searched for IDs: the one in a credential says nothing about the rest of it. */
function fromJsonIn(text: string): ParsedInput[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (lines.length > 1 && lines.every((line) => /^\s*\{.*\},?\s*$/.test(line))) {
    return distinct(lines.map((line) => fromPart(line.trim().replace(/,$/, ""))));
  }
  const begin = /^[{["]/.test(text) ? 0 : text.search(jsonBegins);
  // What ends in no brace is not complete, and is told to be so.
  const end = begin === 0 ? text.length : Math.max(text.lastIndexOf("}"), text.lastIndexOf("]")) + 1;
  const json = text.slice(begin, end);
  const elements = json.startsWith("[") ? elementTexts(json) : undefined;
  return elements?.length ? distinct(elements.map(fromPart)) : [parseInput(json)];
}

function trimmed(input: string): string {
  // Some editors write a byte order mark at the start of a file.
  return input.replace(/^\uFEFF/, "").trim();
}

/** Whether a text with this fault may be several lines, or a sentence with something in it. */
function isSearched(fault: string): boolean {
  return fault === "notUnderstood" || fault === "linkWithoutId";
}

const jsonBegins = /[{[]\s*["{[]/;
const links = /https?:\/\/[^\s<>"'“”„«»]+/gi;
const jwts = /(?<![\w.-])eyJ[\w-]+\.[\w-]+\.[\w-]+(?![\w-])/g;
const ids = /(?<![0-9a-z-])[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}(?![0-9a-z-])/gi;
/** Word processors make other dashes of these, and papers are read out in groups. */
const between = /[\s\p{Pd}\u00AD\u200B]/gu;

function inLine(line: string): ParsedInput[] {
  const text = line.trim().replace(/,$/, "");
  const linked = (text.match(links) ?? []).map((link) => fromPart(link.replace(/[).,;:!?\]}…،؛؟]+$/u, "")));
  const rest = text.replace(links, " ");
  const found = [
    // Other links are part of the sentence, but a cut one is told.
    ...linked.filter((one) => one.kind !== "error" || /\/(v|s|credentials)\/?$/.test(one.at ?? "")),
    ...(rest.match(jwts) ?? []).map(fromPart),
    ...(rest.replace(jwts, " ").match(ids) ?? []).map(fromPart),
  ];
  if (found.length > 0) return found;
  if (isSpacedId(text)) return [fromPart(text)];
  // One mistyped ID among others is not passed over.
  return linked.length === 0 && /^\S{8,}$/.test(text) && /\d/.test(text) ? [{ kind: "id", id: text }] : [];
}

function fromPart(text: string): ParsedInput {
  const given = parseInput(text);
  return given.kind === "error" ? { ...given, at: text } : given;
}

function distinct(all: ParsedInput[]): ParsedInput[] {
  const seen = new Set<string>();
  return all.filter((one) => {
    const key = writeJson("id" in one && one.kind !== "json" ? one.id.toLowerCase() : one);
    return !seen.has(key) && seen.add(key);
  });
}

function isSpacedId(text: string): boolean {
  return /^[0-9a-f]{32}$/i.test(text.replace(/^urn:uuid:/i, "").replace(between, ""));
}

/** An ID as the services write it, where it was written without dashes or with others. */
function withDashes(id: string): string {
  if (hasIdForm(id) || !isSpacedId(id)) return id;
  return id
    .replace(between, "")
    .toLowerCase()
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function fromJson(text: string): ParsedInput {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    if (error instanceof RepeatedKeyError) return { kind: "error", fault: "keyTwice", key: error.key };
    if (error instanceof TooDeepError) return { kind: "error", fault: "tooDeep" };
    return { kind: "error", fault: "badJson" };
  }
  if (typeof value === "string")
    return value.trim() ? (fromJwt(value) ?? { kind: "id", id: value.trim() }) : { kind: "error", fault: "empty" };
  const document = documentIn(value, text);
  if (document) return document;
  const id = idOf(value);
  if (id) return credentialOrId(id, value, text);
  // The issue response and list entries contain the credential one level down.
  const inner = (value as { credential?: unknown } | null)?.credential;
  const innerId = idOf(inner);
  if (!innerId) return { kind: "error", fault: "jsonWithoutId" };
  return credentialOrId(innerId, inner, memberText(text, "credential") ?? writeJson(inner));
}

function fromJwt(value: unknown): ParsedInput | undefined {
  return typeof value === "string" && isJwt(value.trim()) ? { kind: "document", document: value.trim() } : undefined;
}

/** JSON-LD is recognised by its context, alone or in the member that our API and the VC-API take it in. */
function documentIn(value: unknown, text: string): ParsedInput | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if ("@context" in value) return { kind: "document", document: text };
  for (const name of ["verifiableCredential", "verifiablePresentation"]) {
    const inner = (value as Record<string, unknown>)[name];
    const found = fromJwt(inner);
    if (found) return found;
    if (typeof inner === "object" && inner !== null && "@context" in inner)
      return { kind: "document", document: memberText(text, name) ?? writeJson(inner) };
  }
  return undefined;
}

/** `{"id": …}` alone asks about an ID; there is nothing to compare. */
function credentialOrId(id: string, value: unknown, raw: string): ParsedInput {
  return Object.keys(value as object).length === 1 ? { kind: "id", id } : { kind: "json", id, raw };
}

function idOf(value: unknown): string | undefined {
  const id = (value as { id?: unknown } | null | undefined)?.id;
  return typeof id === "string" && id.trim() !== "" ? id.trim() : undefined;
}

function fromLink(text: string): ParsedInput {
  try {
    const { pathname, hash } = new URL(text);
    const [, place, id, ...rest] = pathname.replace(/\/$/, "").split("/");
    if (place === "s" && id === undefined && hash.length > 1) return { kind: "shared", token: hash.slice(1) };
    if (id && rest.length === 0 && (place === "v" || place === "credentials")) {
      return { kind: "link", id: withDashes(decodeURIComponent(id)) };
    }
  } catch {
    return { kind: "error", fault: "linkWithoutId" };
  }
  return { kind: "error", fault: "linkWithoutId" };
}
