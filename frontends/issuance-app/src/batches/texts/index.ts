import { useTextsOf } from "@kubecredential/shared";
import { ar } from "./ar";
import { de } from "./de";
import { type BatchTexts, en } from "./en";

export type { BatchTexts };

/** Apart from the app's other texts, so that they load with these pages. */
export const batchTexts = { en, de, ar };

export function useBatchTexts(): BatchTexts {
  return useTextsOf(batchTexts);
}
