import { useTextsOf } from "../i18n";
import { ar } from "./ar";
import { de } from "./de";
import { en, type SharedTexts } from "./en";

export type { SharedTexts };

export const sharedTexts = { en, de, ar };

export function useSharedTexts(): SharedTexts {
  return useTextsOf(sharedTexts);
}
