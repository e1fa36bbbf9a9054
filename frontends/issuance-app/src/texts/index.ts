import { useTextsOf } from "@kubecredential/shared";
import { ar } from "./ar";
import { de } from "./de";
import { en, type Texts } from "./en";

export type { Texts };

export const texts = { en, de, ar };

export function useTexts(): Texts {
  return useTextsOf(texts);
}
