import { useTextsOf } from "@kubecredential/shared";
import { ar } from "./ar";
import { de } from "./de";
import { en, type IssuerTexts } from "./en";

export type { IssuerTexts };

/** About keys that sign, whosever they are. */
export type SigningKeyTexts = IssuerTexts["keys"];

/** Apart from the app's other texts, so that they load with these pages. */
export const issuerTexts = { en, de, ar };

export function useIssuerTexts(): IssuerTexts {
  return useTextsOf(issuerTexts);
}
