import { useLanguage } from "@kubecredential/shared";
import { Button, Group, NativeSelect, SegmentedControl, Stack, Text, Textarea, TextInput } from "@mantine/core";
import IconTrash from "@tabler/icons-react/icons/IconTrash";
import { useFieldArray, useFormContext } from "react-hook-form";
import type { TypeForm } from "./form";
import { useTypeTexts } from "./texts";

/** Languages to choose from: the official ones of the European Union, and others with many readers. */
const choices =
  "bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv ar fa he hi id ja ko no ru sr sw th tr uk ur vi zh".split(
    " ",
  );
const most = 20;

/** The name of a language in the language of the app. */
export function useLanguageName(): (tag: string) => string {
  const { language } = useLanguage();
  const names = new Intl.DisplayNames([language], { type: "language" });
  return (tag) => {
    try {
      return names.of(tag) ?? tag;
    } catch {
      return tag;
    }
  };
}

interface LanguageFieldsProps {
  language: string;
  onChoose: (language: string) => void;
}

/** The languages, and the texts of the certificate in the chosen one. */
export function LanguageFields({ language, onChoose }: LanguageFieldsProps) {
  const texts = useTypeTexts().editor;
  const nameOf = useLanguageName();
  const { control, register, formState } = useFormContext<TypeForm>();
  const { fields, append, remove } = useFieldArray({ control, name: "displays" });
  const place = Math.max(
    0,
    fields.findIndex((display) => display.language === language),
  );
  const errors = formState.errors.displays?.[place];
  const left = choices.filter((tag) => !fields.some((display) => display.language === tag));
  const current = fields[place];
  return (
    <Stack gap="sm">
      <Group gap="sm" align="flex-end">
        <div>
          <Text size="sm" fw={500}>
            {texts.language}
          </Text>
          <Text size="xs" c="dimmed" mb={4}>
            {texts.languagesHint}
          </Text>
          <SegmentedControl
            aria-label={texts.language}
            value={current?.language}
            onChange={onChoose}
            data={fields.map((display) => ({ value: display.language, label: nameOf(display.language) }))}
          />
        </div>
        {fields.length < most && (
          <NativeSelect
            aria-label={texts.addLanguage}
            value=""
            onChange={(event) => {
              const next = event.currentTarget.value;
              append({ language: next, title: "", description: "" }, { shouldFocus: false });
              onChoose(next);
            }}
            data={[
              { value: "", label: `${texts.addLanguage}…`, disabled: true },
              ...left
                .map((tag) => ({ value: tag, label: nameOf(tag) }))
                .toSorted((a, b) => a.label.localeCompare(b.label)),
            ]}
          />
        )}
        {fields.length > 1 && current && (
          <Button
            variant="subtle"
            size="sm"
            leftSection={<IconTrash size={16} aria-hidden />}
            onClick={() => {
              remove(place);
              onChoose(fields.find((_, index) => index !== place)?.language ?? "en");
            }}
          >
            {texts.removeLanguage(nameOf(current.language))}
          </Button>
        )}
      </Group>
      <TextInput
        key={`title ${current?.id}`}
        label={texts.certificateTitle}
        required
        autoComplete="off"
        lang={language}
        dir="auto"
        error={errors?.title?.message}
        {...register(`displays.${place}.title`)}
      />
      <Textarea
        key={`description ${current?.id}`}
        label={texts.description}
        description={texts.descriptionHint}
        autosize
        minRows={1}
        maxRows={5}
        lang={language}
        dir="auto"
        error={errors?.description?.message}
        {...register(`displays.${place}.description`)}
      />
    </Stack>
  );
}
