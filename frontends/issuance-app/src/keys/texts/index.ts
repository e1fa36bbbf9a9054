import { useTextsOf } from "@kubecredential/shared";
import { ar } from "./ar";
import { de } from "./de";
import { en, type KeyTexts } from "./en";

export type { KeyTexts };

/** Apart from the app's other texts, so that they load with this page. */
export const keyTexts = { en, de, ar };

export function useKeyTexts(): KeyTexts {
  return useTextsOf(keyTexts);
}
