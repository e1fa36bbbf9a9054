import { useTextsOf } from "@kubecredential/shared";
import { de } from "./de";
import { en, type PortableTexts } from "./en";

/** Apart from the app's other texts, so that they load with the page of a credential. */
export const portableTexts = { en, de };

export function usePortableTexts(): PortableTexts {
  return useTextsOf(portableTexts);
}
