import { readStored, writeStored } from "@kubecredential/shared";

const storageKey = "kubecredential.holder";
const kept = 12;

/**
 * Remembers in this browser which link has opened the page for which credential: opened again within the session, a link
 * that is used up leads back to it. The beginning of the token opens nothing.
 */
export function rememberLink(token: string, credentialId: string) {
  writeStored(storageKey, { link: token.slice(0, kept), credentialId });
}

export function forgetLink() {
  writeStored(storageKey, undefined);
}

/** The credential that this link has opened here. */
export function openedBy(token: string): string | undefined {
  const known = readStored(storageKey) as { link?: unknown; credentialId?: unknown } | undefined;
  if (token.length <= kept || known?.link !== token.slice(0, kept)) return undefined;
  return typeof known.credentialId === "string" ? known.credentialId : undefined;
}
