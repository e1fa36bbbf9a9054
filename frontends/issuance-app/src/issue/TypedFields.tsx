import { type CredentialType, Name, useLanguage } from "@kubecredential/shared";
import { Fieldset, NativeSelect, Stack, Textarea, TextInput } from "@mantine/core";
import { useFormContext } from "react-hook-form";
import { displayIn, titleOf } from "../types/model";
import type { SchemaField, SchemaFields } from "../types/schema";
import { type IssueForm, keyOf } from "./form";
import { useIssueTexts } from "./texts";

const longLine = 200;

interface TypedFieldsProps {
  type: CredentialType;
  fields: SchemaFields["fields"];
}

/** The additional data by the registered type: an input for each member that its schema describes. */
export function TypedFields({ type, fields }: TypedFieldsProps) {
  const { language } = useLanguage();
  const texts = displayIn(type.definition, language)?.fields ?? [];
  const order = (name: string) => texts.findIndex((text) => text.name === name) + 1 || texts.length + 1;
  return (
    <Fieldset legend={<Name>{titleOf(type, language)}</Name>} radius="md">
      <Stack gap="sm">
        {fields
          .toSorted((a, b) => order(a.name) - order(b.name))
          .map((field) => {
            const text = texts.find((one) => one.name === field.name);
            return (
              <TypedField
                key={field.name}
                field={field}
                label={text?.label ?? field.name}
                help={text?.help ?? undefined}
              />
            );
          })}
      </Stack>
    </Fieldset>
  );
}

function TypedField({ field, label, help }: { field: SchemaField; label: string; help?: string }) {
  const texts = useIssueTexts().typed;
  const { register, formState } = useFormContext<IssueForm>();
  const key = keyOf(field.name);
  const props = {
    label: <Name>{label}</Name>,
    description: help && <Name>{help}</Name>,
    required: field.isRequired,
    error: formState.errors.typed?.[key]?.message,
    ...register(`typed.${key}`),
  };
  switch (field.kind) {
    case "choice":
      return (
        <NativeSelect
          {...props}
          data={[
            { value: "", label: field.isRequired ? texts.choose : texts.none },
            ...(field.choices ?? []).map((value) => ({ value, label: value })),
          ]}
        />
      );
    case "boolean":
      return (
        <NativeSelect
          {...props}
          data={[
            { value: "", label: field.isRequired ? texts.choose : texts.none },
            { value: "true", label: texts.yes },
            { value: "false", label: texts.no },
          ]}
        />
      );
    case "date":
      return <TextInput type="date" max="9999-12-31" {...props} />;
    case "number":
    case "integer":
      return (
        <TextInput
          inputMode={field.kind === "integer" ? "numeric" : "decimal"}
          autoComplete="off"
          dir="ltr"
          {...props}
        />
      );
    case "other":
      return (
        <Textarea
          autosize
          minRows={2}
          maxRows={10}
          spellCheck={false}
          dir="ltr"
          placeholder={texts.asJson}
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
          {...props}
        />
      );
    case "text":
      return field.maxLength === undefined || field.maxLength > longLine ? (
        <Textarea autosize minRows={1} maxRows={8} dir="auto" {...props} />
      ) : (
        <TextInput autoComplete="off" dir="auto" {...props} />
      );
  }
}
