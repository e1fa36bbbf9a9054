import { useTextsOf } from "@kubecredential/shared";
import { ar } from "./ar";
import { de } from "./de";
import { en, type ServiceTexts } from "./en";

export type { ServiceTexts };

/** Apart from the app's other texts, so that they load with this page. */
export const serviceTexts = { en, de, ar };

export function useServiceTexts(): ServiceTexts {
  return useTextsOf(serviceTexts);
}
