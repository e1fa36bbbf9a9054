import { useTextsOf } from "@kubecredential/shared";
import { de } from "./de";
import { en, type Texts } from "./en";

export type { Texts };

export const texts = { en, de };

export function useTexts(): Texts {
  return useTextsOf(texts);
}
