import { useTextsOf } from "@kubecredential/shared";
import { ar } from "./ar";
import { de } from "./de";
import { en, type HolderTexts } from "./en";

export type { HolderTexts };

/** Apart from the app's other texts, so that they load with this page. */
export const holderTexts = { en, de, ar };

export function useHolderTexts(): HolderTexts {
  return useTextsOf(holderTexts);
}
