import { useTextsOf } from "@kubecredential/shared";
import { ar } from "./ar";
import { de } from "./de";
import { en, type InvitationTexts } from "./en";

export type { InvitationTexts };

/** Apart from the app's other texts, so that they load with these pages. */
export const invitationTexts = { en, de, ar };

export function useInvitationTexts(): InvitationTexts {
  return useTextsOf(invitationTexts);
}
