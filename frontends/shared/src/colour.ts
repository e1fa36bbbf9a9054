/** The lowest contrast of text that WCAG AA allows. */
export const lowestContrast = 4.5;

/** The contrast of two colours as `#rrggbb`, from 1 to 21 (WCAG 2.2, "contrast ratio"); undefined if one of them is none. */
export function contrastOf(a: string, b: string): number | undefined {
  const [first, second] = [luminanceOf(a), luminanceOf(b)];
  if (first === undefined || second === undefined) return undefined;
  return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
}

export function isColour(text: string | null | undefined): text is string {
  return /^#[0-9a-f]{6}$/i.test(text ?? "");
}

/** The wanted colour of text if it can be read on the other one, else black or white, whichever can. */
export function readableOn(colour: string, wanted: string | null | undefined): string {
  if (isColour(wanted) && (contrastOf(colour, wanted) ?? 0) >= lowestContrast) return wanted;
  return (contrastOf(colour, "#ffffff") ?? 0) >= lowestContrast ? "#ffffff" : "#000000";
}

function luminanceOf(colour: string): number | undefined {
  if (!isColour(colour)) return undefined;
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
