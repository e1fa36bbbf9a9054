/** How long the services take a text to be: Unicode characters of its composed form, not JavaScript's UTF-16 units. */
export function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text.normalize("NFC")) length += 1;
  return length;
}

/** The text's first characters; no character is cut in two. */
export function firstOf(text: string, count: number): string {
  return text.length <= count ? text : [...text].slice(0, count).join("");
}

/** Whether two names are the same, composed or not. */
export function isSameText(a: string, b: string): boolean {
  return a.normalize("NFC") === b.normalize("NFC");
}

const turning = /[\u202A-\u202E\u2066-\u2069]/;
const allTurning = new RegExp(turning, "g");

/** Whether it has characters that turn the text around them (U+202A–202E, U+2066–2069). */
export function turnsText(text: string): boolean {
  return turning.test(text);
}

// Blank-looking letters that Unicode does not call ignorable: the Braille blank.
const showing = /[^\p{Z}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Whether there is anything to be seen of it. */
export function showsSomething(text: string): boolean {
  return showing.test(text);
}

/**
 * A name inside a sentence where no element can isolate it (titles, labels): whatever direction it has, the text around
 * it keeps its own. Characters of its own that would end the isolation are shown as replaced.
 */
export function isolated(name: string): string {
  return `\u2068${name.replace(allTurning, "\uFFFD")}\u2069`;
}
