import { useTextsOf } from "@kubecredential/shared";
import { ar } from "./ar";
import { de } from "./de";
import { en, type IssueTexts } from "./en";

export type { IssueTexts };

/** Apart from the app's other texts, so that they load with this page. */
export const issueTexts = { en, de, ar };

export function useIssueTexts(): IssueTexts {
  return useTextsOf(issueTexts);
}
