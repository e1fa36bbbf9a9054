/** A key by which the API recognises a request that is sent again: 128 random bits. `crypto.randomUUID` is there only over HTTPS. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
