import { isolated } from "@kubecredential/shared";
import {
  ActionIcon,
  Button,
  Card,
  Checkbox,
  Group,
  NativeSelect,
  SegmentedControl,
  Stack,
  Text,
  Textarea,
  TextInput,
} from "@mantine/core";
import IconArrowDown from "@tabler/icons-react/icons/IconArrowDown";
import IconArrowUp from "@tabler/icons-react/icons/IconArrowUp";
import IconPlus from "@tabler/icons-react/icons/IconPlus";
import IconTrash from "@tabler/icons-react/icons/IconTrash";
import { useRef, useState } from "react";
import { useController, useFieldArray, useFormContext, useWatch } from "react-hook-form";
import {
  checkSchemaJson,
  fieldsOfJson,
  mostFields,
  nameFrom,
  newField,
  schemaFault,
  schemaIn,
  type TypeForm,
} from "./form";
import { fieldKinds, isMadeOfFields, writeSchema } from "./schema";
import classes from "./Types.module.css";
import { useTypeTexts } from "./texts";

/** The fields of a type: as fields, or as a JSON Schema with the labels beside it. */
export function FieldsEditor({ language }: { language: string }) {
  const all = useTypeTexts();
  const texts = all.editor;
  const { control, getValues, setValue, setFocus, clearErrors } = useFormContext<TypeForm>();
  const mode = useController({ control, name: "mode" });
  const { fields, append, remove, move, replace } = useFieldArray({ control, name: "fields" });
  const [isStuck, setIsStuck] = useState(false);
  const [said, setSaid] = useState("");
  const buttons = useRef<HTMLDivElement>(null);
  const isJson = mode.field.value === "json";

  function readJson() {
    const found = fieldsOfJson(getValues("schemaJson"), getValues("fields"));
    if (found) replace(found);
    return found !== undefined;
  }

  function switchTo(next: TypeForm["mode"]) {
    clearErrors(["fields", "schemaJson"]);
    setIsStuck(false);
    if (next === "json") {
      setValue("schemaJson", writeSchema(schemaIn(getValues())));
      return mode.field.onChange(next);
    }
    const check = checkSchemaJson(getValues("schemaJson"));
    if (!check.ok || !isMadeOfFields(check.schema) || !readJson()) return setIsStuck(true);
    setValue("allowsMore", check.schema.additionalProperties !== false);
    mode.field.onChange(next);
  }

  function moveTo(from: number, to: number, name: string) {
    move(from, to);
    setSaid(texts.moved(isolated(name), to + 1));
    // The button that was pressed may be disabled now.
    const moved = (to < from ? "up" : "down") as string;
    setTimeout(() => {
      const card = buttons.current?.querySelectorAll("[data-field]")[to];
      const same = card?.querySelector<HTMLButtonElement>(`[data-move=${moved}]:not(:disabled)`);
      (same ?? card?.querySelector<HTMLButtonElement>("[data-move]:not(:disabled)"))?.focus();
    });
  }

  return (
    <Stack gap="sm">
      <SegmentedControl
        size="xs"
        aria-label={texts.modeLabel}
        value={mode.field.value}
        onChange={(value) => switchTo(value as TypeForm["mode"])}
        data={(["fields", "json"] as const).map((value) => ({ value, label: texts.modes[value] }))}
        style={{ alignSelf: "flex-start" }}
      />
      <Text size="sm" c="dimmed" component="div" role="status">
        {isStuck ? texts.keepJson : said}
      </Text>
      {isJson && <SchemaJson onRead={readJson} />}
      {isJson && fields.length > 0 && (
        <Text fw={600} size="sm">
          {texts.labels}
        </Text>
      )}
      {fields.length === 0 && !isJson && (
        <Text size="sm" c="dimmed">
          {texts.noFields}
        </Text>
      )}
      <Stack gap="sm" ref={buttons}>
        {fields.map((field, index) => (
          <FieldCard
            key={field.id}
            index={index}
            count={fields.length}
            language={language}
            isJson={isJson}
            onMove={(to, name) => moveTo(index, to, name)}
            onRemove={() => remove(index)}
          />
        ))}
      </Stack>
      {!isJson && (
        <Group gap="md">
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={14} aria-hidden />}
            disabled={fields.length >= mostFields}
            onClick={() => {
              append(newField(), { shouldFocus: false });
              const place = fields.length;
              setTimeout(() => setFocus(`fields.${place}.texts.${language}.label`));
            }}
          >
            {texts.addField}
          </Button>
          <AllowsMore />
        </Group>
      )}
    </Stack>
  );
}

function AllowsMore() {
  const texts = useTypeTexts().editor;
  const { register } = useFormContext<TypeForm>();
  return <Checkbox label={texts.allowsMore} {...register("allowsMore")} />;
}

function SchemaJson({ onRead }: { onRead: () => void }) {
  const texts = useTypeTexts();
  const { control, register, formState } = useFormContext<TypeForm>();
  const text = useWatch({ control, name: "schemaJson" });
  const check = checkSchemaJson(text);
  const own = text.trim() === "" ? undefined : schemaFault(check, texts.errors.schema);
  return (
    <Textarea
      label={texts.editor.schemaJson}
      description={texts.editor.schemaHint}
      autosize
      minRows={8}
      maxRows={24}
      spellCheck={false}
      dir="ltr"
      styles={{
        input: { fontFamily: "var(--mantine-font-family-monospace)" },
        // One fault per line.
        error: { whiteSpace: "pre-line" },
      }}
      error={own ?? formState.errors.schemaJson?.message}
      {...register("schemaJson", { onBlur: onRead })}
    />
  );
}

interface FieldCardProps {
  index: number;
  count: number;
  language: string;
  isJson: boolean;
  onMove: (to: number, name: string) => void;
  onRemove: () => void;
}

function FieldCard({ index, count, language, isJson, onMove, onRemove }: FieldCardProps) {
  const all = useTypeTexts();
  const texts = all.editor;
  const { control, register, getValues, setValue, formState } = useFormContext<TypeForm>();
  const field = useWatch({ control, name: `fields.${index}` });
  const errors = formState.errors.fields?.[index];
  if (!field) return null;
  const { kind, name } = field;
  const label = field.texts[language]?.label || name;
  const title = label ? texts.fieldNamed(isolated(label)) : texts.field(index + 1);
  const isFirstLanguage = getValues("displays.0.language") === language;

  /** Until somebody gives it another name, the member is named like its label. */
  function nameAfter(next: string) {
    const before = getValues(`fields.${index}.texts.${language}.label`) ?? "";
    if (isFirstLanguage && !isJson && (name === "" || name === nameFrom(before))) {
      setValue(`fields.${index}.name`, nameFrom(next), { shouldValidate: formState.isSubmitted });
    }
  }

  const labelField = register(`fields.${index}.texts.${language}.label`);
  return (
    <Card p="sm" shadow="none" role="group" aria-label={title} data-field>
      <Stack gap="sm">
        <Group justify="space-between" wrap="nowrap" gap="xs">
          <Text size="sm" fw={600} className={classes.clamp} title={label}>
            {title}
          </Text>
          <Group gap={4} wrap="nowrap">
            <ActionIcon
              variant="default"
              data-move="up"
              aria-label={texts.up(title)}
              title={texts.up(title)}
              disabled={index === 0}
              onClick={() => onMove(index - 1, label)}
            >
              <IconArrowUp size={16} aria-hidden />
            </ActionIcon>
            <ActionIcon
              variant="default"
              data-move="down"
              aria-label={texts.down(title)}
              title={texts.down(title)}
              disabled={index === count - 1}
              onClick={() => onMove(index + 1, label)}
            >
              <IconArrowDown size={16} aria-hidden />
            </ActionIcon>
            {!isJson && (
              <ActionIcon
                variant="default"
                aria-label={texts.remove(title)}
                title={texts.remove(title)}
                onClick={onRemove}
              >
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            )}
          </Group>
        </Group>
        <div className={classes.fields}>
          <TextInput
            key={`label ${language}`}
            label={texts.label}
            required={isFirstLanguage}
            autoComplete="off"
            lang={language}
            dir="auto"
            error={errors?.texts?.[language]?.label?.message}
            {...labelField}
            onChange={(event) => {
              nameAfter(event.currentTarget.value);
              void labelField.onChange(event);
            }}
          />
          {!isJson && (
            <NativeSelect
              label={texts.kind}
              data={fieldKinds
                .filter((value) => value !== "other" || kind === "other")
                .map((value) => ({ value, label: all.kinds[value] }))}
              {...register(`fields.${index}.kind`)}
            />
          )}
          <TextInput
            key={`help ${language}`}
            label={texts.help}
            placeholder={texts.helpHint}
            autoComplete="off"
            lang={language}
            dir="auto"
            error={errors?.texts?.[language]?.help?.message}
            {...register(`fields.${index}.texts.${language}.help`)}
          />
          {!isJson && (
            <TextInput
              label={texts.fieldName}
              autoComplete="off"
              spellCheck={false}
              title={texts.fieldNameHint}
              error={errors?.name?.message}
              {...register(`fields.${index}.name`)}
            />
          )}
          {!isJson && kind === "text" && (
            <>
              <TextInput
                label={texts.minLength}
                inputMode="numeric"
                autoComplete="off"
                error={errors?.minLength?.message}
                {...register(`fields.${index}.minLength`)}
              />
              <TextInput
                label={texts.maxLength}
                inputMode="numeric"
                autoComplete="off"
                error={errors?.maxLength?.message}
                {...register(`fields.${index}.maxLength`)}
              />
              <TextInput
                label={texts.pattern}
                placeholder={texts.patternHint}
                autoComplete="off"
                spellCheck={false}
                dir="ltr"
                error={errors?.pattern?.message}
                {...register(`fields.${index}.pattern`)}
              />
            </>
          )}
          {!isJson && (kind === "number" || kind === "integer") && (
            <>
              <TextInput
                label={texts.minimum}
                inputMode="decimal"
                autoComplete="off"
                error={errors?.minimum?.message}
                {...register(`fields.${index}.minimum`)}
              />
              <TextInput
                label={texts.maximum}
                inputMode="decimal"
                autoComplete="off"
                error={errors?.maximum?.message}
                {...register(`fields.${index}.maximum`)}
              />
            </>
          )}
        </div>
        {!isJson && kind === "choice" && (
          <Textarea
            label={texts.choices}
            description={texts.choicesHint}
            autosize
            minRows={2}
            maxRows={10}
            dir="auto"
            error={errors?.choices?.message}
            {...register(`fields.${index}.choices`)}
          />
        )}
        {!isJson && kind === "other" && (
          <Text size="sm" c="dimmed">
            {texts.otherHint}
          </Text>
        )}
        <Group gap="md" align="flex-start">
          {!isJson && <Checkbox label={texts.isRequired} {...register(`fields.${index}.isRequired`)} />}
          <Checkbox label={texts.isPublic} description={texts.isPublicHint} {...register(`fields.${index}.isPublic`)} />
        </Group>
      </Stack>
    </Card>
  );
}
