import type { CardDesign, CredentialType, TypeDefinition } from "@kubecredential/shared";

export { contrastOf, isColour, lowestContrast } from "@kubecredential/shared";

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
