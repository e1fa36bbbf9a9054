type Sample = string | number | boolean | string[];

interface Allowed {
  /** Paths of texts that are the same word in both languages. */
  equal: string[];
  /** Paths of texts that may be empty. */
  empty?: string[];
  /** For parameters that are neither numbers nor plain strings, by name. */
  samples?: Record<string, Sample>;
}

/**
 * Faults in the texts of two languages: a key or parameter that only one of them has, an empty text, an untranslated one.
 * Exceptions that are no longer needed are faults, too.
 */
export function faultsOfTexts(en: object, de: object, allowed: Allowed): string[] {
  const [english, german] = [flat(en), flat(de)];
  const faults: string[] = [];
  const equal: string[] = [];
  for (const path of new Set([...english.keys(), ...german.keys()])) {
    const [a, b] = [english.get(path), german.get(path)];
    if (a === undefined || b === undefined) {
      faults.push(`${path}: only in ${a === undefined ? "German" : "English"}`);
      continue;
    }
    // Samples go by the English parameter names; another language may name them differently.
    const names = typeof a === "function" ? parametersOf(a) : [];
    const [shownA, shownB] = [show(a, names, allowed.samples), show(b, names, allowed.samples)];
    for (const [language, texts] of [
      ["English", shownA],
      ["German", shownB],
    ] as const) {
      if (texts.some((text) => text.trim() === "") && !allowed.empty?.includes(path)) {
        faults.push(`${path}: empty in ${language}`);
      }
    }
    if (String(markersIn(shownA)) !== String(markersIn(shownB))) {
      faults.push(`${path}: shows ${markersIn(shownA)} in English and ${markersIn(shownB)} in German`);
    }
    if (shownA[0] === shownB[0]) equal.push(path);
  }
  for (const path of equal) if (!allowed.equal.includes(path)) faults.push(`${path}: the same in both languages`);
  for (const path of allowed.equal)
    if (!equal.includes(path)) faults.push(`${path}: allowed to be the same, and is not`);
  return faults;
}

type Text = string | ((...args: Sample[]) => string);

function flat(texts: object, above = ""): Map<string, Text> {
  return new Map(
    Object.entries(texts).flatMap(([key, value]) =>
      typeof value === "object" ? [...flat(value, `${above}${key}.`)] : [[above + key, value] as [string, Text]],
    ),
  );
}

function parametersOf(text: (...args: never[]) => string): string[] {
  const [, list = ""] = /^\(?([^)=]*)\)?\s*=>/.exec(text.toString()) ?? [];
  return list.split(",").flatMap((name) => name.trim() || []);
}

/** The text as rendered: with a distinct number per parameter, then with ones and with zeros, where plural forms differ. */
function show(text: Text, names: string[], samples: Record<string, Sample> = {}): string[] {
  if (typeof text === "string") return [text];
  return [
    text(...names.map((name, index) => samples[name] ?? 9_001 + index)),
    text(...names.map((name) => samples[name] ?? 1)),
    text(...names.map((name) => samples[name] ?? 0)),
  ];
}

function markersIn([text = ""]: string[]): string[] {
  return [...new Set(text.match(/900\d|«[^»]*»/g))].sort();
}
