import { type Check, formatDay, formatInstant, isolated, type Language } from "@kubecredential/shared";
import ar from "./ar.json";
import de from "./de.json";

interface Words {
  details: Partial<Record<string, string>>;
  reasons: Partial<Record<string, string>>;
}

/** The words of the languages other than English, in which the verifier says itself what it found. The verifier has the same for its reports. */
export const words: Partial<Record<string, Words>> = { ar, de };

/**
 * What a check found, as a sentence in the app's language; undefined if it has no words for it. A text has places for what the
 * verifier says beside the code: `{0}`, `{0:day}`, `{0:moment}`, `{1:reason}`. What is in brackets is left out where one of them is missing.
 */
export function sentenceOf({ code, arguments: given }: Pick<Check, "code" | "arguments">, language: Language) {
  const { details, reasons } = words[language] ?? {};
  const text = code && details && Object.hasOwn(details, code) ? details[code] : undefined;
  if (text === undefined) return undefined;
  const argument = (at: string) => given?.[Number(at)] ?? "";
  const fill = (part: string) =>
    part.replace(/\{(\d)(?::(\w+))?\}/g, (_, at: string, kind?: string) => {
      const value = argument(at);
      if (kind === "day") return formatDay(value, language);
      if (kind === "moment") return formatInstant(value, language);
      if (kind === "reason" && reasons && Object.hasOwn(reasons, value)) return reasons[value] ?? value;
      return isolated(value);
    });
  return text
    .split(/(\[[^\]]*\])/)
    .map((part) => {
      if (!part.startsWith("[")) return fill(part);
      const isComplete = [...part.matchAll(/\{(\d)/g)].every(([, at = ""]) => argument(at) !== "");
      return isComplete ? fill(part.slice(1, -1)) : "";
    })
    .join("");
}
