import { useTextsOf } from "@kubecredential/shared";
import { ar } from "./ar";
import { de } from "./de";
import { type DocumentTexts, en } from "./en";

export type { DocumentTexts };

/** Apart from the app's other texts, so that they load with this page. */
export const documentTexts = { en, de, ar };

export function useDocumentTexts(): DocumentTexts {
  return useTextsOf(documentTexts);
}
