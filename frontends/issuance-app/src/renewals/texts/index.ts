import { useTextsOf } from "@kubecredential/shared";
import { ar } from "./ar";
import { de } from "./de";
import { en, type RenewalTexts } from "./en";

/** Apart from the app's other texts, so that they load with this page. */
export const renewalTexts = { en, de, ar };

export function useRenewalTexts(): RenewalTexts {
  return useTextsOf(renewalTexts);
}
