/** A text's length as the services count it: Unicode code points in NFC, not UTF-16 units. */
export function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text.normalize("NFC")) length += 1;
  return length;
}

/** The text's first characters, without splitting surrogate pairs. */
export function firstOf(text: string, count: number): string {
  return text.length <= count ? text : [...text].slice(0, count).join("");
}

/** Whether two names are equal in NFC. */
export function isSameText(a: string, b: string): boolean {
  return a.normalize("NFC") === b.normalize("NFC");
}

const turning = /[\u202A-\u202E\u2066-\u2069]/;
const allTurning = new RegExp(turning, "g");

/** Whether the text contains bidirectional control characters (U+202A–202E, U+2066–2069). */
export function turnsText(text: string): boolean {
  return turning.test(text);
}

// The Braille blank (U+2800) is invisible, but Unicode does not count it as ignorable.
const showing = /[^\p{Z}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Whether the text has a visible character. */
export function showsSomething(text: string): boolean {
  return showing.test(text);
}

/**
 * Isolates a name's text direction where no element can (titles, labels). Bidirectional controls in the name are
 * replaced, because they could end the isolation.
 */
export function isolated(name: string): string {
  return `\u2068${name.replace(allTurning, "\uFFFD")}\u2069`;
}
