import { writeJson } from "@kubecredential/shared";
import { ActionIcon, Button, Fieldset, Group, SegmentedControl, Stack, Text, Textarea, TextInput } from "@mantine/core";
import IconPlus from "@tabler/icons-react/icons/IconPlus";
import IconTrash from "@tabler/icons-react/icons/IconTrash";
import { useState } from "react";
import { type Control, useController, useFieldArray, useFormContext, useWatch } from "react-hook-form";
import { useTexts } from "../texts";
import { type IssueForm, metadataFault } from "./form";
import { checkMetadataJson, metadataFromRows, rowsFromMetadata } from "./metadata";

/** Additional data, as fields or as JSON. Switching converts what was entered. */
export function MetadataField() {
  const texts = useTexts().metadata;
  const { control, getValues, setValue, clearErrors } = useFormContext<IssueForm>();
  const mode = useController({ control, name: "metadataMode" });
  const [keepsJson, setKeepsJson] = useState(false);

  function switchTo(next: IssueForm["metadataMode"]) {
    clearErrors(["metadataRows", "metadataJson"]);
    if (next === "json") {
      const value = metadataFromRows(getValues("metadataRows"));
      setValue("metadataJson", value ? writeJson(value, 2) : "");
      mode.field.onChange(next);
      return;
    }
    const check = checkMetadataJson(getValues("metadataJson"));
    const rows = check.ok ? rowsFromMetadata(check.value) : undefined;
    setKeepsJson(!rows);
    if (!rows) return;
    setValue("metadataRows", rows);
    mode.field.onChange(next);
  }

  return (
    <Fieldset legend={texts.legend} radius="md">
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Text size="sm" c="dimmed">
            {texts.hint}
          </Text>
          <SegmentedControl
            size="xs"
            aria-label={texts.modeLabel}
            value={mode.field.value}
            onChange={(value) => switchTo(value as IssueForm["metadataMode"])}
            data={[
              { value: "rows", label: texts.modes.rows },
              { value: "json", label: texts.modes.json },
            ]}
          />
        </Group>
        {mode.field.value === "rows" ? (
          <Rows control={control} />
        ) : (
          <Json control={control} notice={keepsJson ? texts.keepJson : undefined} />
        )}
      </Stack>
    </Fieldset>
  );
}

function Rows({ control }: { control: Control<IssueForm> }) {
  const texts = useTexts().metadata;
  const { register, formState } = useFormContext<IssueForm>();
  const { fields, append, remove } = useFieldArray({ control, name: "metadataRows" });
  const errors = formState.errors.metadataRows;
  const whole = errors?.root?.message ?? errors?.message;
  return (
    <Stack gap="xs" align="flex-start">
      {fields.map((field, index) => (
        <Group key={field.id} gap="xs" wrap="nowrap" align="flex-start" w="100%">
          <TextInput
            flex={2}
            aria-label={texts.nameOf(index + 1)}
            placeholder={texts.name}
            dir="auto"
            error={errors?.[index]?.key?.message}
            {...register(`metadataRows.${index}.key`)}
          />
          <TextInput
            flex={3}
            aria-label={texts.valueOf(index + 1)}
            placeholder={texts.value}
            dir="auto"
            error={errors?.[index]?.value?.message}
            {...register(`metadataRows.${index}.value`)}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size="input-sm"
            aria-label={texts.remove(index + 1)}
            title={texts.remove(index + 1)}
            onClick={() => remove(index)}
          >
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      {whole && (
        <Text role="alert" size="sm" c="var(--mantine-color-error)">
          {whole}
        </Text>
      )}
      <Button
        variant="default"
        size="xs"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => append({ key: "", value: "" })}
      >
        {texts.add}
      </Button>
    </Stack>
  );
}

function Json({ control, notice }: { control: Control<IssueForm>; notice?: string }) {
  const texts = useTexts().metadata;
  const { register, formState } = useFormContext<IssueForm>();
  const text = useWatch({ control, name: "metadataJson" });
  const check = checkMetadataJson(text);
  const fault = metadataFault(check, texts.errors) ?? formState.errors.metadataJson?.message;
  const state = check.ok && check.value ? texts.ok(Object.keys(check.value).length, check.bytes) : undefined;
  return (
    <Stack gap={4}>
      <Textarea
        aria-label={texts.json}
        placeholder={texts.example}
        autosize
        minRows={4}
        maxRows={14}
        spellCheck={false}
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
        error={fault}
        {...register("metadataJson")}
      />
      <Text role="status" size="xs" c="dimmed">
        {notice ?? (fault ? "" : state)}
      </Text>
    </Stack>
  );
}
