import type { MailText, MailTexts } from "@kubecredential/shared";
import type { MailKind } from "./kinds";

/** What is edited: texts by kind and language. */
export type Drafts = Record<string, Pick<MailText, "subject" | "body">>;

export function keyOf(kind: MailKind, language: string): string {
  return `${kind} ${language}`;
}

const isOf = (kind: MailKind, language: string) => (text: MailText) => text.kind === kind && text.language === language;

export function defaultOf({ defaults }: MailTexts, kind: MailKind, language: string): MailText {
  return (
    defaults.find(isOf(kind, language)) ?? defaults.find(isOf(kind, "en")) ?? { kind, language, subject: "", body: "" }
  );
}

/** The text as it is now: edited, the issuer's own, or the default. */
export function textOf(known: MailTexts, drafts: Drafts, kind: MailKind, language: string): MailText {
  const text = known.texts.find(isOf(kind, language)) ?? defaultOf(known, kind, language);
  return { ...text, ...drafts[keyOf(kind, language)], kind, language };
}

/** The issuer's own texts after the edits. What is as the default is none of its own. */
export function editedTexts(known: MailTexts, drafts: Drafts): MailText[] {
  const pairs = [...known.defaults, ...known.texts].map(({ kind, language }) => keyOf(kind, language));
  return [...new Set([...pairs, ...Object.keys(drafts)])].flatMap((pair) => {
    const [kind, language] = pair.split(" ") as [MailKind, string];
    const text = textOf(known, drafts, kind, language);
    return isSame(text, defaultOf(known, kind, language)) ? [] : [text];
  });
}

export function isSame(a: Pick<MailText, "subject" | "body">, b: Pick<MailText, "subject" | "body">): boolean {
  return a.subject === b.subject && a.body === b.body;
}

/** The names that a kind of message may have in braces; only answers have the registrar's words. */
export function placeholdersOf({ placeholders }: MailTexts, kind: MailKind): string[] {
  return placeholders.filter((name) => name !== "answer" || kind === "answer");
}

/** The languages that have texts. */
export function languagesOf({ defaults, texts }: MailTexts): string[] {
  return [...new Set([...defaults, ...texts].map(({ language }) => language))];
}

/** The names in braces that stand for nothing. */
export function unknownPlaceholders({ subject, body }: Pick<MailText, "subject" | "body">, known: string[]): string[] {
  const names = [...`${subject}\n${body}`.matchAll(/\{([^{}\n]*)\}/g)].map((match) => match[1] ?? "");
  return [...new Set(names.filter((name) => !known.includes(name)))];
}
