/** A compact JWT, whose header begins with `{"`. */
const form = /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/;

export function isJwt(text: string): boolean {
  return form.test(text);
}

/** The text of a JWT's header or payload (RFC 7519, section 3), unchecked; undefined if it is none. */
export function partOf(jwt: string, part: "header" | "payload"): string | undefined {
  const base64 = (jwt.split(".")[part === "header" ? 0 : 1] ?? "").replace(/-/g, "+").replace(/_/g, "/");
  try {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
