/** An Arabic noun as it is counted: one and two, which need no numeral; 3 to 10; 11 to 99; hundreds and none. */
export type CountedNoun = readonly [one: string, two: string, few: string, many: string, other: string];

const rules = new Intl.PluralRules("ar");

/** A number, or one that has been formatted, with its noun in the form that the number asks for. */
export function countedInArabic(count: number | string, [one, two, few, many, other]: CountedNoun): string {
  const number = typeof count === "number" ? count : Number(count.replaceAll(/\D/g, ""));
  switch (rules.select(number)) {
    case "one":
      return one;
    case "two":
      return two;
    case "few":
      return `${count} ${few}`;
    case "many":
      return `${count} ${many}`;
    default:
      return `${count} ${other}`;
  }
}

/** Code within a sentence that is written from right to left, such as `{ … }`, whose ends would change places. */
export function leftToRight(code: string): string {
  return `\u2066${code}\u2069`;
}
