/** Scripts that set no spaces between words, so that a name may touch what is beside it. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Scripts that are written from right to left. */
const turned = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFF]/u;

/**
 * Whether a name stands in a paper's text. Spaces do not count, because a PDF places letters and has none of its own; nor do
 * the case of letters and invisible characters. But a name is no part of a longer word.
 */
export function showsName(text: string, name: string): boolean {
  const letters = lettersOf(name);
  if (letters.length === 0) return false;
  const between = letters.map(escaped).join("\\s*");
  const pattern = unspaced.test(name) ? between : `(?<![\\p{L}\\p{M}\\p{N}])${between}(?![\\p{L}\\p{M}\\p{N}])`;
  if (new RegExp(pattern, "u").test(plain(text))) return true;
  return turned.test(name) && showsLetters(lettersOf(text), letters);
}

/** Whether the same letters stand side by side, in whatever order: readers of PDFs do not turn all scripts around rightly. */
function showsLetters(text: string[], name: string[]): boolean {
  const missing = new Map<string, number>();
  for (const letter of name) missing.set(letter, (missing.get(letter) ?? 0) + 1);
  let left = name.length;
  for (const [at, letter] of text.entries()) {
    const count = missing.get(letter) ?? 0;
    missing.set(letter, count - 1);
    if (count > 0) left -= 1;
    const gone = text[at - name.length];
    if (gone !== undefined) {
      const before = missing.get(gone) ?? 0;
      missing.set(gone, before + 1);
      if (before >= 0) left += 1;
    }
    if (left === 0) return true;
  }
  return false;
}

function lettersOf(text: string): string[] {
  return [...plain(text)].filter((character) => !/\s/u.test(character));
}

/** Compatibility forms, such as Arabic letters as they are drawn, are the letters themselves. */
function plain(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/[\p{Cf}\u0640]/gu, "")
    .toLowerCase();
}

function escaped(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
