import { type RowFault, type RuleCode, useLanguage } from "@kubecredential/shared";
import { useCallback } from "react";
import { german } from "./de";

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
  const say = language === "de" && code && Object.hasOwn(german, code) ? german[code] : undefined;
  return say ? say(given ?? []) : rule;
}
