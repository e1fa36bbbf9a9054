import { useTextsOf } from "@kubecredential/shared";
import { ar } from "./ar";
import { de } from "./de";
import { en, type TrustedTexts } from "./en";

export type { TrustedTexts };

/** Apart from the app's other texts, so that they load with this page. */
export const trustedTexts = { en, de, ar };

export function useTrustedTexts(): TrustedTexts {
  return useTextsOf(trustedTexts);
}
