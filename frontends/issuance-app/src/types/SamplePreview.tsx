import { Certificate, certificateFields, type TypeDefinition, todayUtc, useLanguage } from "@kubecredential/shared";
import { designOf, displayIn } from "./model";
import { fieldsOf, type SchemaField } from "./schema";
import { useTypeTexts } from "./texts";
import { lastDayOf } from "./validity";

interface SamplePreviewProps {
  name: string;
  issuer: string | null;
  definition: TypeDefinition;
  /** The language of the certificate; the app's own if left out. */
  language?: string;
}

/** A certificate of the type, with sample data. */
export function SamplePreview({ name, issuer, definition, language }: SamplePreviewProps) {
  const texts = useTypeTexts().editor;
  const app = useLanguage().language;
  const today = todayUtc();
  const values = fieldsOf(definition.schema).fields.map((field) => [field.name, sampleOf(field, texts.sample.text)]);
  const design = designOf(definition, language ?? app);
  return (
    <Certificate
      order={3}
      title={design.title || name || texts.name}
      description={design.description}
      language={displayIn(definition, language ?? app)?.language}
      holderName={texts.sample.holder}
      issuerName={issuer || texts.sample.issuer}
      dates={{ issued: today, validUntil: lastDayOf(definition.validity, today) ?? null }}
      fields={certificateFields(Object.fromEntries(values), design.fields)}
      design={design}
    />
  );
}

function sampleOf({ kind, choices, minimum, maximum }: SchemaField, text: string): unknown {
  switch (kind) {
    case "choice":
      return choices?.[0] ?? "…";
    case "date":
      return todayUtc();
    case "number":
    case "integer":
      return minimum ?? maximum ?? 1;
    case "boolean":
      return true;
    case "text":
      return text;
    case "other":
      return "…";
  }
}
