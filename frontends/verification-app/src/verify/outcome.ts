import { type DocumentAnswer, type ShareFault, type StatusIcon, useLanguage } from "@kubecredential/shared";
import IconLinkOff from "@tabler/icons-react/icons/IconLinkOff";
import { documentLooks } from "../document/looks";
import { useDocumentTexts } from "../document/texts";
import { type DocumentResult, verifyDocument } from "../document/useDocument";
import { openShared } from "../share/useShared";
import { useTexts } from "../texts";
import { isUncertain, namesMayBeSaid, shownKind } from "./checks";
import type { Entry } from "./entries";
import { verdictLooks } from "./looks";
import { shownIn, titleOf } from "./titleOf";
import { type Verdict, verify } from "./useVerdict";

/** The verifier's answer, of whatever kind. */
export type Answer = { verdict: Verdict } | { document: DocumentResult } | { closed: ShareFault };

/** A verdict in short, for lists and for a screen that is read from afar. */
export interface Outcome {
  isValid: boolean;
  color: string;
  Icon: StatusIcon;
  /** In a word or two. */
  word: string;
  /** As a sentence without names. */
  sentence: string;
  /** Undefined where the verdict may not borrow their names. */
  names?: Names;
}

export interface Names {
  holder?: string;
  title?: string;
  issuer?: string;
}

/** Asks the verifier about an entry that has something to verify. */
export async function ask({ given }: Entry, signal: AbortSignal): Promise<Answer> {
  switch (given.kind) {
    case "fault":
      throw new Error("There is nothing to verify.");
    case "document":
      return { document: await verifyDocument(given.document, signal) };
    case "picture":
      return { document: await verifyDocument(given.picture, signal) };
    case "shared": {
      const opened = await openShared(given.token, signal);
      return typeof opened === "string" ? { closed: opened } : { verdict: opened };
    }
    case "json":
      return { verdict: await verify({ id: given.id, raw: given.raw }, signal) };
    default:
      return { verdict: await verify({ id: given.id }, signal) };
  }
}

export function useOutcomes(): (answer: Answer) => Outcome {
  const { verdict: texts, shared } = useTexts();
  const documentTexts = useDocumentTexts();
  const { language } = useLanguage();
  return (answer) => {
    if ("closed" in answer) {
      const title = shared[`${answer.closed}Title`];
      return { isValid: false, color: "gray", Icon: IconLinkOff, word: shared.short, sentence: title };
    }
    if ("document" in answer) {
      const { kind, answer: found } = answer.document;
      const word = kind in texts.short ? texts.short[kind as keyof typeof texts.short] : "";
      return {
        isValid: kind === "valid",
        ...(documentLooks[kind] ?? documentLooks.rejected),
        word: documentTexts.short[kind as keyof typeof documentTexts.short] ?? word,
        sentence: documentTexts.results[kind],
        names: namesInDocument(found, language),
      };
    }
    const { verdict } = answer;
    const { kind, credential, certificate } = verdict;
    return {
      isValid: kind === "valid",
      ...verdictLooks[shownKind(verdict)],
      word: texts.short[shownKind(verdict)],
      sentence: isUncertain(verdict) ? texts.notCertain : texts[kind],
      names:
        credential && namesMayBeSaid(kind)
          ? {
              holder: credential.holderName,
              title: titleOf(credential, certificate, language),
              issuer: credential.issuerName,
            }
          : undefined,
    };
  };
}

/** The results in which what a document says of itself may stand beside the verdict. */
const named = ["valid", "untrusted", "expired", "notYetValid", "suspended", "revoked", "superseded"];

/** Holder, what was awarded and issuer of a document; undefined where the verdict may not borrow their names, or there are none. */
export function namesInDocument(answer: DocumentAnswer | null, language: string): Names | undefined {
  const { document, certificate, result } = answer ?? {};
  if (document?.kind !== "credential" || !result || !named.includes(result)) return undefined;
  const content = document.content as { credentialSubject?: unknown } | null;
  const subject = [content?.credentialSubject].flat()[0] as { name?: unknown; credentialType?: unknown } | undefined;
  const type = textIn(subject?.credentialType) ?? document.types.filter((one) => one !== "VerifiableCredential").at(-1);
  const holder = textIn(subject?.name);
  const title = shownIn(certificate, language)?.title || type;
  // Anybody can give themselves a name.
  const issuer = document.issuer?.standing === "untrusted" ? undefined : (document.issuer?.name ?? undefined);
  return holder || title || issuer ? { holder, title, issuer } : undefined;
}

function textIn(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}
