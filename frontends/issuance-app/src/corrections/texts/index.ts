import { useTextsOf } from "@kubecredential/shared";
import { ar } from "./ar";
import { de } from "./de";
import { type CorrectionTexts, en } from "./en";

export type { CorrectionTexts };

/** Apart from the app's other texts, so that they load with these pages. */
export const correctionTexts = { en, de, ar };

export function useCorrectionTexts(): CorrectionTexts {
  return useTextsOf(correctionTexts);
}
