import { useLanguage } from "@kubecredential/shared";
import { useCallback } from "react";
import type { RuleCode, Sentence } from "./contract";
import { german } from "./de";

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

export function faultText({ rule, code, arguments: given = [] }: Sentence, language: string): string {
  const say = language === "de" && code !== undefined && Object.hasOwn(german, code) ? german[code] : undefined;
  return say ? say(given) : rule;
}
