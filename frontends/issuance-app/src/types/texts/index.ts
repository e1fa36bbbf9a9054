import { useTextsOf } from "@kubecredential/shared";
import { ar } from "./ar";
import { de } from "./de";
import { en, type TypeTexts } from "./en";

export type { TypeTexts };

/** Apart from the app's other texts, so that they load with these pages. */
export const typeTexts = { en, de, ar };

export function useTypeTexts(): TypeTexts {
  return useTextsOf(typeTexts);
}
