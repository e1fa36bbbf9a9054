import { useTextsOf } from "@kubecredential/shared";
import { ar } from "./ar";
import { de } from "./de";
import { en, type ListTexts } from "./en";

export type { ListTexts };

/** Apart from the app's other texts, so that they load with the list. */
export const listTexts = { en, de, ar };

export function useListTexts(): ListTexts {
  return useTextsOf(listTexts);
}
