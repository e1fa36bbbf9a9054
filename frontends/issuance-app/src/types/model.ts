import type { CardDesign, CredentialType, TypeDefinition } from "@kubecredential/shared";

export type Display = TypeDefinition["display"][number];

/** Where everybody reads a picture of a type. */
export function pictureAddress(id: string | null | undefined): string | null {
  return id ? `/credential-types/pictures/${encodeURIComponent(id)}` : null;
}

/** How the type is shown in this language, or else in its first one. */
export function displayIn({ display }: Pick<TypeDefinition, "display">, language: string): Display | undefined {
  return (
    display.find((one) => one.language.toLowerCase() === language.toLowerCase()) ??
    display.find((one) => one.language.toLowerCase().split("-")[0] === language) ??
    display[0]
  );
}

export function titleOf({ name, definition }: CredentialType, language: string): string {
  return displayIn(definition, language)?.title || name;
}

export function designOf(definition: TypeDefinition, language: string): CardDesign {
  const { colour, textColour, background, logo } = definition.design;
  const display = displayIn(definition, language);
  return {
    title: display?.title,
    description: display?.description ?? undefined,
    fields: display?.fields ?? [],
    colour,
    textColour,
    background: pictureAddress(background),
    logo: pictureAddress(logo),
  };
}

/** The lowest contrast of text that WCAG AA allows. */
export const lowestContrast = 4.5;

/** The contrast of two colours as `#rrggbb`, from 1 to 21 (WCAG 2.2, "contrast ratio"); undefined if one of them is none. */
export function contrastOf(a: string, b: string): number | undefined {
  const [first, second] = [luminanceOf(a), luminanceOf(b)];
  if (first === undefined || second === undefined) return undefined;
  return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
}

export function isColour(text: string): boolean {
  return /^#[0-9a-f]{6}$/i.test(text);
}

function luminanceOf(colour: string): number | undefined {
  if (!isColour(colour)) return undefined;
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
