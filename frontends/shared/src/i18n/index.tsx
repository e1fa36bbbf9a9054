import { useDirection } from "@mantine/core";
import { createContext, type ReactNode, use, useLayoutEffect, useMemo, useState } from "react";
import { readStored, writeStored } from "../storage";

export const languages = { en: "English", de: "Deutsch", ar: "العربية" } as const;
export type Language = keyof typeof languages;
export type Direction = "ltr" | "rtl";

/** Texts in the languages they exist in; a page without Arabic is shown in English. */
export interface TextsIn<T> {
  en: T;
  de: T;
  ar?: T;
}

const storageKey = "kubecredential.language";
const everywhere: readonly Language[] = ["en", "de"];

interface Choice {
  language: Language;
  /** The languages to choose from on this page. */
  offered: readonly Language[];
  setLanguage: (language: Language) => void;
  offer: (languages: readonly Language[] | undefined) => void;
}

const Context = createContext<Choice>({ language: "en", offered: everywhere, setLanguage: () => {}, offer: () => {} });

/** What the user has chosen, then what the browser asks for. */
function wantedLanguages(): Language[] {
  return [readStored(storageKey), ...navigator.languages]
    .map((tag) => String(tag).slice(0, 2).toLowerCase())
    .filter((tag): tag is Language => tag in languages);
}

/** The direction in which a language is written, by its tag. */
export function directionOf(language: string): Direction {
  return /^(ar|he|iw|fa|ur|ps|sd|ug|yi|dv|ckb)\b/i.test(language) ? "rtl" : "ltr";
}

interface LanguageProviderProps {
  /** The languages that the whole app has. */
  languages?: readonly Language[];
  children: ReactNode;
}

export function LanguageProvider({ languages: own = everywhere, children }: LanguageProviderProps) {
  const [wanted, setWanted] = useState(wantedLanguages);
  const [onPage, offer] = useState<readonly Language[]>();
  const { dir, setDirection } = useDirection();
  const offered = onPage ?? own;
  const language = wanted.find((one) => offered.includes(one)) ?? "en";
  // Before the first paint, so that nothing turns around.
  useLayoutEffect(() => {
    document.documentElement.lang = language;
    const direction = directionOf(language);
    if (direction !== dir) setDirection(direction);
  }, [language, dir, setDirection]);
  const value = useMemo(
    () => ({
      language,
      offered,
      setLanguage: (next: Language) => {
        writeStored(storageKey, next);
        setWanted((before) => [next, ...before]);
      },
      offer,
    }),
    [language, offered],
  );
  return <Context value={value}>{children}</Context>;
}

export function useLanguage() {
  return use(Context);
}

/** Offers other languages than the app's as long as a page is shown that has them. Give it a constant. */
export function useOfferedLanguages(offered: readonly Language[]): void {
  const { offer } = useLanguage();
  useLayoutEffect(() => {
    offer(offered);
    return () => offer(undefined);
  }, [offer, offered]);
}

export function useTextsOf<T>(texts: TextsIn<T>): T {
  return texts[useLanguage().language] ?? texts.en;
}
