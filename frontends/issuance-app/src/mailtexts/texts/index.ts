import { useTextsOf } from "@kubecredential/shared";
import { ar } from "./ar";
import { de } from "./de";
import { en, type MailTextTexts } from "./en";

export type { MailTextTexts };

/** Apart from the app's other texts, so that they load with these pages. */
export const mailTextTexts = { en, de, ar };

export function useMailTextTexts(): MailTextTexts {
  return useTextsOf(mailTextTexts);
}
