import { createContext, type ReactNode, use, useEffect, useMemo, useState } from "react";
import { readStored, writeStored } from "../storage";

export const languages = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof languages;

const storageKey = "kubecredential.language";
const Context = createContext<{ language: Language; setLanguage: (language: Language) => void }>({
  language: "en",
  setLanguage: () => {},
});

function initialLanguage(): Language {
  const wanted = [readStored(storageKey), ...navigator.languages].map((tag) => String(tag).slice(0, 2).toLowerCase());
  return (wanted.find((tag) => tag in languages) as Language | undefined) ?? "en";
}

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState(initialLanguage);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const value = useMemo(
    () => ({
      language,
      setLanguage: (next: Language) => {
        writeStored(storageKey, next);
        setLanguage(next);
      },
    }),
    [language],
  );
  return <Context value={value}>{children}</Context>;
}

export function useLanguage() {
  return use(Context);
}

export function useTextsOf<T>(texts: Record<Language, T>): T {
  return texts[useLanguage().language];
}
