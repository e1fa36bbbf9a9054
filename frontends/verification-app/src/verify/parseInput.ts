export type ParsedInput =
  | { kind: "id" | "link" | "json"; id: string }
  | { kind: "error"; fault: "empty" | "badJson" | "jsonWithoutId" | "linkWithoutId" | "notUnderstood" };

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether the API can know it: ids are UUIDs, and no waiting makes another text one. */
export function hasIdForm(id: string): boolean {
  return uuid.test(id);
}

/** Finds the credential id in whatever a person was given: the id itself, a link, or the credential as JSON. */
export function parseInput(input: string): ParsedInput {
  const text = input.trim();
  if (text === "") return { kind: "error", fault: "empty" };
  if (/^[[{"]/.test(text)) return fromJson(text);
  if (/^https?:\/\//i.test(text)) return fromLink(text);
  const id = text.replace(/^urn:uuid:/i, "");
  return /\s/.test(id) ? { kind: "error", fault: "notUnderstood" } : { kind: "id", id };
}

function fromJson(text: string): ParsedInput {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: "error", fault: "badJson" };
  }
  if (typeof value === "string")
    return value.trim() ? { kind: "id", id: value.trim() } : { kind: "error", fault: "empty" };
  // The issue answer and list entries carry the credential one level down.
  const id = idOf(value) ?? idOf((value as { credential?: unknown } | null)?.credential);
  return id ? { kind: "json", id } : { kind: "error", fault: "jsonWithoutId" };
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
