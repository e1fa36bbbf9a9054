import { parseJson, RepeatedKeyError, TooDeepError, writeJson } from "@kubecredential/shared";
import { isJwt } from "./jwt";
import { memberText } from "./rawCredential";

export type ParsedInput =
  | { kind: "id" | "link"; id: string }
  /** A whole credential; `raw` is its original text, with numbers unchanged. */
  | { kind: "json"; id: string; raw: string }
  /** A document that proves itself: JSON as entered, or a JWT. */
  | { kind: "document"; document: string }
  | { kind: "error"; fault: InputFault }
  | { kind: "error"; fault: "keyTwice"; key: string };

export type InputFault = "empty" | "badJson" | "tooDeep" | "jsonWithoutId" | "linkWithoutId" | "notUnderstood";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether it can be a credential ID: IDs are UUIDs, so there is no point in waiting for anything else. */
export function hasIdForm(id: string): boolean {
  return uuid.test(id);
}

/** Recognises an ID, a link, a whole credential as JSON, or a document that proves itself. */
export function parseInput(input: string): ParsedInput {
  // Some editors write a byte order mark at the start of a file.
  const text = input.replace(/^\uFEFF/, "").trim();
  if (text === "") return { kind: "error", fault: "empty" };
  if (/^[[{"]/.test(text)) return fromJson(text);
  if (/^https?:\/\//i.test(text)) return fromLink(text);
  if (isJwt(text)) return { kind: "document", document: text };
  const id = text.replace(/^urn:uuid:/i, "");
  return /\s/.test(id) ? { kind: "error", fault: "notUnderstood" } : { kind: "id", id };
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
    const [, place, id, ...rest] = new URL(text).pathname.replace(/\/$/, "").split("/");
    if (id && rest.length === 0 && (place === "v" || place === "credentials")) {
      return { kind: "link", id: decodeURIComponent(id) };
    }
  } catch {
    return { kind: "error", fault: "linkWithoutId" };
  }
  return { kind: "error", fault: "linkWithoutId" };
}
