import { type CertificateLook, displayIn } from "@kubecredential/shared";
import type { Verdict } from "./useVerdict";

/** What a credential attests, as its type says it in the user's language; else the name under which it was issued. */
export function titleOf(
  { credentialType }: { credentialType: string },
  look: Verdict["certificate"],
  language: string,
): string {
  return shownIn(look, language)?.title || credentialType;
}

/** The type's texts in the user's language; undefined if the verifier does not know them. */
export function shownIn(look: CertificateLook | null | undefined, language: string) {
  return look?.state === "known" ? displayIn(look.display ?? [], language) : undefined;
}
