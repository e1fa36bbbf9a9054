import { useLanguage } from "@kubecredential/shared";
import { NativeSelect } from "@mantine/core";
import { mailLanguages } from "./looks";
import { useInvitationTexts } from "./texts";

/** A language's name in another one. */
export function useLanguageName(): (tag: string) => string {
  const { language } = useLanguage();
  const names = new Intl.DisplayNames([language], { type: "language" });
  return (tag) => {
    try {
      return names.of(tag) ?? tag;
    } catch {
      return tag;
    }
  };
}

interface LanguageSelectProps {
  value: string;
  onChange: (language: string) => void;
}

/** The language of a message. */
export function LanguageSelect({ value, onChange }: LanguageSelectProps) {
  const texts = useInvitationTexts().dialog;
  const nameOf = useLanguageName();
  return (
    <NativeSelect
      label={texts.language}
      description={texts.languageHint}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={mailLanguages.map((tag) => ({ value: tag, label: nameOf(tag) }))}
    />
  );
}
