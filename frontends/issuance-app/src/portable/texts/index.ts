import { useTextsOf } from "@kubecredential/shared";
import { ar } from "./ar";
import { de } from "./de";
import { en, type PortableTexts } from "./en";

/** Apart from the app's other texts, so that they load with the page of a credential. */
export const portableTexts = { en, de, ar };

export function usePortableTexts(): PortableTexts {
  return useTextsOf(portableTexts);
}
