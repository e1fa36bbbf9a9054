import { useDirection } from "@mantine/core";
import { createContext, type ReactNode, use, useLayoutEffect, useMemo, useState } from "react";
import { readStored, writeStored } from "../storage";

export const languages = { en: "English", de: "Deutsch", ar: "العربية" } as const;
export type Language = keyof typeof languages;
export type Direction = "ltr" | "rtl";

export type TextsIn<T> = Record<Language, T>;

const storageKey = "kubecredential.language";

interface Choice {
  language: Language;
  setLanguage: (language: Language) => void;
}

const Context = createContext<Choice>({ language: "en", setLanguage: () => {} });

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

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [wanted, setWanted] = useState(wantedLanguages);
  const { dir, setDirection } = useDirection();
  const [language = "en"] = wanted;
  // Before the first paint, so that nothing turns around.
  useLayoutEffect(() => {
    document.documentElement.lang = language;
    const direction = directionOf(language);
    if (direction !== dir) setDirection(direction);
  }, [language, dir, setDirection]);
  const value = useMemo(
    () => ({
      language,
      setLanguage: (next: Language) => {
        writeStored(storageKey, next);
        setWanted((before) => [next, ...before]);
      },
    }),
    [language],
  );
  return <Context value={value}>{children}</Context>;
}

export function useLanguage() {
  return use(Context);
}

export function useTextsOf<T>(texts: TextsIn<T>): T {
  return texts[useLanguage().language];
}
