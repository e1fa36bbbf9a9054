import { type RowFault, type RuleCode, useLanguage } from "@kubecredential/shared";
import { useCallback } from "react";
import { arabic } from "./ar";
import { german } from "./de";
import type { Say } from "./Say";

/** The languages that have words of their own for the rules; the service's sentences are English. */
const languages: Partial<Record<string, Partial<Record<string, Say>>>> = { de: german, ar: arabic };

/** A sentence that may have a code; what an earlier version of the service has written has none. */
export type Sentence = Pick<RowFault, "rule" | "code" | "arguments">;

/** Says what breaks a rule in the app's language; in the service's English if there are no words for it. */
export function useFaultText(): (sentence: Sentence) => string {
  const { language } = useLanguage();
  return useCallback((sentence) => faultText(sentence, language), [language]);
}

/** The same for a sentence whose code is apart from it. */
export function useSentenceText(): (rule: string, of: RuleCode | null | undefined) => string {
  const { language } = useLanguage();
  return useCallback((rule, of) => faultText({ rule, ...of }, language), [language]);
}

export function faultText({ rule, code, arguments: given }: Sentence, language: string): string {
  const words = languages[language];
  const say = words && code && Object.hasOwn(words, code) ? words[code] : undefined;
  return say ? say(given ?? []) : rule;
}
