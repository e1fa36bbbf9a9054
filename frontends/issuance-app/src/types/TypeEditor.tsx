import { zodResolver } from "@hookform/resolvers/zod";
import { ApiError, type CredentialType, ErrorAlert, localeOf, Name, useLanguage } from "@kubecredential/shared";
import {
  Alert,
  Button,
  Card,
  Checkbox,
  List,
  NativeSelect,
  Stack,
  Text,
  Textarea,
  TextInput,
  Title,
} from "@mantine/core";
import IconSend from "@tabler/icons-react/icons/IconSend";
import { useBlocker } from "@tanstack/react-router";
import { type ReactNode, useId, useMemo, useRef, useState } from "react";
import { Controller, FormProvider, useForm, useFormContext, useWatch } from "react-hook-form";
import { useSignedIn } from "../session/useSession";
import { useTexts } from "../texts";
import { ColourField } from "./ColourField";
import { FieldsEditor } from "./FieldsEditor";
import { definitionOf, formats, sortErrors, type TypeForm, typeSchema } from "./form";
import { LanguageFields } from "./LanguageFields";
import { contrastOf, lowestContrast } from "./model";
import { PictureField } from "./PictureField";
import { SamplePreview } from "./SamplePreview";
import classes from "./Types.module.css";
import { useTypeTexts } from "./texts";
import { usePeriodText } from "./usePeriodText";
import { periodUnits } from "./validity";

interface TypeEditorProps {
  /** Whether the type is not registered yet; its name and issuer never change afterwards. */
  isNew?: boolean;
  /** The version that it becomes. */
  version: number;
  start: TypeForm;
  order: { error: Error | null; isPending: boolean };
  onPublish: (form: TypeForm) => Promise<CredentialType>;
  onPublished: (type: CredentialType) => void;
}

/** Edits all that a version of a type says, beside a preview of its certificates. */
export function TypeEditor({ isNew, version, start, order, onPublish, onPublished }: TypeEditorProps) {
  const texts = useTypeTexts();
  const rules = useTexts().issue.errors;
  const { organisation } = useSignedIn().session;
  const resolver = useMemo(() => zodResolver(typeSchema(texts, rules)), [texts, rules]);
  const form = useForm<TypeForm>({ resolver, defaultValues: start });
  const app = useLanguage().language;
  const [language, setLanguage] = useState(
    () => (start.displays.find((display) => display.language === app) ?? start.displays[0])?.language ?? app,
  );
  const [others, setOthers] = useState<string[]>([]);
  const { errors, isSubmitted, isValid, isDirty } = form.formState;
  const isPublished = useRef(false);
  const isUnsaved = () => isDirty && !isPublished.current;
  useBlocker({
    shouldBlockFn: () => isUnsaved() && !confirm(texts.editor.leave),
    enableBeforeUnload: isUnsaved,
  });

  const publish = form.handleSubmit(async (values) => {
    setOthers([]);
    try {
      const type = await onPublish(values);
      isPublished.current = true;
      onPublished(type);
    } catch (error) {
      if (!(error instanceof ApiError) || !error.problem.errors) return;
      const sorted = sortErrors(error.problem.errors, values);
      setOthers(sorted.others);
      sorted.atFields.forEach(({ path, message }, index) => {
        const place = /^displays\.(\d+)\./.exec(path)?.[1];
        const display = place === undefined ? undefined : values.displays[Number(place)];
        if (display) setLanguage(display.language);
        form.setError(path as keyof TypeForm, { type: "server", message }, { shouldFocus: index === 0 });
      });
    }
  }, showLanguageOfFault);

  /** What is wrong must be visible, and texts are shown in one language at a time. */
  function showLanguageOfFault(faults: typeof errors) {
    const { displays, fields } = form.getValues();
    const place = displays.findIndex((_, index) => faults.displays?.[index]);
    const [first] = displays;
    const ofField = fields.some((_, index) => faults.fields?.[index]?.texts) ? first : undefined;
    const next = displays[place] ?? ofField;
    if (next) setLanguage(next.language);
  }

  return (
    <FormProvider {...form}>
      <form onSubmit={publish} noValidate>
        <div className={classes.columns}>
          <Stack gap="lg">
            <Section title={texts.editor.basics}>
              {isNew && (
                <>
                  <TextInput
                    label={texts.editor.name}
                    description={texts.editor.nameHint}
                    required
                    autoComplete="off"
                    dir="auto"
                    error={errors.name?.message}
                    {...form.register("name")}
                  />
                  <TextInput
                    label={texts.editor.issuer}
                    description={texts.editor.issuerHint}
                    readOnly={organisation !== null}
                    autoComplete="off"
                    dir="auto"
                    error={errors.issuer?.message}
                    {...form.register("issuer")}
                  />
                </>
              )}
              <LanguageFields language={language} onChoose={setLanguage} />
            </Section>
            <Section title={texts.editor.fields} hint={texts.editor.fieldsHint}>
              <FieldsEditor language={language} />
            </Section>
            <Section title={texts.editor.validity} hint={texts.editor.validityHint}>
              <ValidityFields />
            </Section>
            <Section title={texts.editor.design}>
              <DesignFields />
            </Section>
            <Section title={texts.editor.achievement}>
              <AchievementFields />
            </Section>
            <Section title={texts.editor.formats}>
              <FormatFields />
            </Section>
            {order.error && (others.length > 0 || !(order.error instanceof ApiError && order.error.problem.errors)) && (
              <Refusal error={order.error} others={others} />
            )}
            {isSubmitted && !isValid && Object.keys(errors).length > 0 && (
              <Text role="alert" size="sm" c="var(--mantine-color-error)">
                {texts.editor.faults}
              </Text>
            )}
            <Button
              type="submit"
              size="md"
              loading={order.isPending}
              leftSection={<IconSend size={18} aria-hidden />}
              style={{ alignSelf: "flex-start" }}
            >
              {texts.editor.publish(version)}
            </Button>
          </Stack>
          <LivePreview language={language} />
        </div>
      </form>
    </FormProvider>
  );
}

function Section({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  const id = useId();
  return (
    <Card component="section" aria-labelledby={id}>
      <Stack gap="sm">
        <div>
          <Title order={2} size="h4" id={id}>
            {title}
          </Title>
          {hint && (
            <Text size="sm" c="dimmed">
              {hint}
            </Text>
          )}
        </div>
        {children}
      </Stack>
    </Card>
  );
}

function Refusal({ error, others }: { error: Error; others: string[] }) {
  const texts = useTypeTexts().editor;
  if (others.length === 0) return <ErrorAlert error={error} />;
  return (
    <Alert role="alert" color="red" title={texts.refused}>
      <List size="sm">
        {others.map((message) => (
          <List.Item key={message} className="kc-break">
            <Name>{message}</Name>
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}

function LivePreview({ language }: { language: string }) {
  const texts = useTypeTexts().editor;
  const form = useWatch({ control: useFormContext<TypeForm>().control, compute: (all: TypeForm) => all });
  const id = useId();
  // While its JSON is half typed, the certificate stays as it was.
  const last = useRef<ReturnType<typeof definitionOf>["schema"]>({});
  const definition = definitionOf(form);
  if (Object.keys(definition.schema as object).length > 0) last.current = definition.schema;
  return (
    <section className={classes.preview} aria-labelledby={id}>
      <Title order={2} size="h4" id={id}>
        {texts.preview}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {texts.previewHint}
      </Text>
      <SamplePreview
        name={form.name}
        issuer={form.issuer}
        definition={{ ...definition, schema: last.current }}
        language={language}
      />
    </section>
  );
}

function ValidityFields() {
  const texts = useTypeTexts().editor;
  const { control, register, formState } = useFormContext<TypeForm>();
  const [kind, otherPeriod] = useWatch({ control, name: ["validityKind", "otherPeriod"] });
  const period = usePeriodText();
  return (
    <div className={classes.fields}>
      <NativeSelect
        label={texts.validity}
        data={(["none", "period", "until"] as const).map((value) => ({ value, label: texts.validityKinds[value] }))}
        {...register("validityKind")}
      />
      {kind === "until" && (
        <TextInput
          type="date"
          label={texts.validityDate}
          required
          max="9999-12-31"
          error={formState.errors.validityDate?.message}
          {...register("validityDate")}
        />
      )}
      {kind === "period" && (
        <>
          <TextInput
            label={texts.periodLength}
            description={otherPeriod ? texts.otherPeriod(period(otherPeriod)) : undefined}
            required={!otherPeriod}
            inputMode="numeric"
            autoComplete="off"
            error={formState.errors.periodLength?.message}
            {...register("periodLength")}
          />
          <NativeSelect
            label={texts.periodUnit}
            data={periodUnits.map((value) => ({ value, label: texts.periodUnits[value] }))}
            {...register("periodUnit")}
          />
        </>
      )}
    </div>
  );
}

function DesignFields() {
  const texts = useTypeTexts().editor;
  const { language } = useLanguage();
  const { control } = useFormContext<TypeForm>();
  const [colour, textColour] = useWatch({ control, name: ["colour", "textColour"] });
  const contrast = contrastOf(colour, textColour);
  const isPoor = contrast !== undefined && contrast < lowestContrast;
  return (
    <>
      <div className={classes.fields}>
        <ColourField name="colour" label={texts.colour} />
        <ColourField name="textColour" label={texts.textColour} />
      </div>
      {/* Always rendered: screen readers announce only what is added to an existing live region. */}
      <div role="status">
        {isPoor && (
          <Alert role="group" color="yellow">
            {texts.contrast((Math.floor(contrast * 10) / 10).toLocaleString(localeOf(language)))}
          </Alert>
        )}
      </div>
      <div className={classes.fields}>
        <PictureField name="logo" label={texts.logo} />
        <PictureField name="background" label={texts.background} />
      </div>
    </>
  );
}

function AchievementFields() {
  const texts = useTypeTexts().editor;
  const { control, register, formState } = useFormContext<TypeForm>();
  const isAchievement = useWatch({ control, name: "isAchievement" });
  return (
    <>
      <Checkbox label={texts.isAchievement} {...register("isAchievement")} />
      {isAchievement && (
        <>
          <Textarea
            label={texts.criteria}
            description={texts.criteriaHint}
            required
            autosize
            minRows={2}
            maxRows={8}
            dir="auto"
            error={formState.errors.criteria?.message}
            {...register("criteria")}
          />
          <TextInput
            label={texts.tags}
            description={texts.tagsHint}
            autoComplete="off"
            dir="auto"
            error={formState.errors.tags?.message}
            {...register("tags")}
          />
          <PictureField name="image" label={texts.image} />
        </>
      )}
    </>
  );
}

function FormatFields() {
  const texts = useTypeTexts().editor;
  const { control, register, formState } = useFormContext<TypeForm>();
  const isEvery = useWatch({ control, name: "isEveryFormat" });
  return (
    <>
      <Checkbox label={texts.isEveryFormat} {...register("isEveryFormat")} />
      {!isEvery && (
        <Controller
          control={control}
          name="formats"
          render={({ field }) => (
            <Checkbox.Group
              aria-label={texts.formats}
              value={field.value}
              onChange={field.onChange}
              error={formState.errors.formats?.message}
            >
              <Stack gap="xs">
                {formats.map((name) => (
                  <Checkbox key={name} value={name} label={texts.formatNames[name]} />
                ))}
              </Stack>
            </Checkbox.Group>
          )}
        />
      )}
    </>
  );
}
