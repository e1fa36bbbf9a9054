import type { CredentialType, TypeDefinition } from "@kubecredential/shared";

interface Overrides extends Partial<TypeDefinition> {
  title?: string;
  allowsMore?: boolean;
}

/** A type with a field of every kind. */
export function credentialType({
  title = "Academic degree",
  allowsMore,
  ...definition
}: Overrides = {}): CredentialType {
  return {
    id: "degree",
    name: "Degree",
    issuer: null,
    state: "active",
    latestVersion: 2,
    version: 2,
    schemaAddress: "/credential-types/degree/versions/2/schema",
    createdAt: "2026-05-04T10:00:00Z",
    updatedAt: "2026-05-05T10:00:00Z",
    warnings: [],
    definition: {
      schema: {
        $schema: "https://json-schema.org/draft/2020-12/schema",
        type: "object",
        properties: {
          programme: { type: "string", minLength: 1, maxLength: 150 },
          award: { type: "string", enum: ["Bachelor of Science", "Master of Science"] },
          conferredOn: { type: "string", format: "date" },
          credits: { type: "integer", minimum: 1, maximum: 600 },
          grade: { type: "number", minimum: 1, maximum: 5 },
          honours: { type: "boolean" },
          modules: { type: "array", items: { type: "string" } },
        },
        required: ["programme", "award", "conferredOn"],
        ...(!allowsMore && { additionalProperties: false }),
      },
      display: [
        {
          language: "en",
          title,
          description: "Attests a degree.",
          fields: [
            { name: "award", label: "Award", help: null },
            { name: "programme", label: "Programme", help: "The subject, such as Computer Science" },
            { name: "conferredOn", label: "Conferred on", help: null },
            { name: "credits", label: "Credits", help: null },
            { name: "grade", label: "Mean grade", help: null },
            { name: "honours", label: "With honours", help: null },
            { name: "modules", label: "Modules", help: null },
          ],
        },
        {
          language: "de",
          title: "Hochschulabschluss",
          description: null,
          fields: [{ name: "award", label: "Grad", help: null }],
        },
      ],
      design: { colour: "#1f3a5f", textColour: "#ffffff", background: null, logo: null },
      validity: { kind: "none" },
      publicFields: ["award", "programme"],
      achievement: null,
      formats: null,
      ...definition,
    },
  };
}
