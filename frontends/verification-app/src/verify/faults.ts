import { isolated, localeOf, useLanguage, writeJson } from "@kubecredential/shared";
import type { PaperFault } from "../paper/readPaper";
import { useTexts } from "../texts";
import type { InputFault } from "./parseInput";

/** Why something cannot be verified. */
export type Fault =
  | InputFault
  | PaperFault
  | "fileTooBig"
  | "notUtf8"
  | "noCode"
  | "unreadable"
  | { keyTwice: string }
  | { pdfTooBig: number }
  | { tooMany: number };

/** What is wrong, and what to do. */
export function useFaultText(): (fault: Fault) => string {
  const texts = useTexts().verify.errors;
  const { language } = useLanguage();
  return (fault) => {
    if (typeof fault !== "object") return texts[fault];
    if ("keyTwice" in fault) return texts.keyTwice(isolated(writeJson(fault.keyTwice)));
    if ("tooMany" in fault) return texts.tooMany(fault.tooMany, mostAtOnce);
    const size = { style: "unit", unit: "megabyte", maximumFractionDigits: 0 } as const;
    return texts.pdfTooBig(new Intl.NumberFormat(localeOf(language), size).format(fault.pdfTooBig / 1024 ** 2));
  };
}

/** Enough for a class; whoever has more asks the service itself. */
export const mostAtOnce = 50;
