import { zodResolver } from "@hookform/resolvers/zod";
import { ApiError, type Credential, ErrorAlert, Name, todayUtc } from "@kubecredential/shared";
import {
  Alert,
  Autocomplete,
  type AutocompleteProps,
  Button,
  Chip,
  Group,
  List,
  Stack,
  TextInput,
} from "@mantine/core";
import IconCopyX from "@tabler/icons-react/icons/IconCopyX";
import IconSend from "@tabler/icons-react/icons/IconSend";
import { Link } from "@tanstack/react-router";
import { type Ref, useEffect, useImperativeHandle, useMemo, useRef } from "react";
import { Controller, FormProvider, type Resolver, useForm } from "react-hook-form";
import { useSignedIn } from "../session/useSession";
import { useTexts } from "../texts";
import { emptyForm, type IssueForm as FormValues, issueSchema, sortServerErrors, toRequest } from "./form";
import { MetadataField } from "./MetadataField";
import { useIssue } from "./useIssue";
import { useSuggestions } from "./useSuggestions";

/** In a portal at the end of the body, suggestions would be outside all landmarks. */
const inPage = { withinPortal: false };

export interface IssueFormHandle {
  focusHolder: () => void;
}

interface IssueFormProps {
  onIssued: (credential: Credential) => void;
  ref?: Ref<IssueFormHandle>;
}

export function IssueForm({ onIssued, ref }: IssueFormProps) {
  const texts = useTexts();
  const issue = useIssue();
  const expiryInput = useRef<HTMLInputElement>(null);
  const resolver = useMemo((): Resolver<FormValues> => {
    const check = zodResolver(issueSchema(texts));
    return (values, context, options) => {
      // The browser reports a partial date as empty. Submitted like that, the credential would never expire.
      const incomplete = expiryInput.current?.validity.badInput;
      return check(incomplete ? { ...values, expiryDate: "incomplete" } : values, context, options);
    };
  }, [texts]);
  // Not validated on blur: an error that appears or disappears would move the button that is being clicked.
  const { session, draft } = useSignedIn();
  const form = useForm<FormValues>({
    resolver,
    defaultValues: draft.read() ?? { ...emptyForm, issuerName: session.organisation ?? "" },
  });
  useEffect(() => () => draft.keep(form.getValues()), [form, draft]);
  const { errors } = form.formState;
  useImperativeHandle(ref, () => ({ focusHolder: () => form.setFocus("holderName") }), [form]);

  const send = form.handleSubmit((values) =>
    issue.mutate(toRequest(values), {
      onSuccess: ({ credential }) => {
        // Registrars issue many credentials of one kind, so what the next holder shares is kept.
        form.reset({ ...emptyForm, credentialType: values.credentialType, issuerName: values.issuerName });
        onIssued(credential);
      },
      onError: (error) => {
        if (!(error instanceof ApiError) || !error.problem.errors) return;
        const { atFields } = sortServerErrors(error.problem.errors);
        const metadata = values.metadataMode === "json" ? "metadataJson" : "metadataRows";
        for (const [field, message] of Object.entries(atFields)) {
          form.setError(field === "metadata" ? metadata : (field as keyof FormValues), { type: "server", message });
        }
      },
    }),
  );

  function chooseDay(day: string) {
    // React does not touch a partial date while the value it knows stays the same.
    if (expiryInput.current) expiryInput.current.value = day;
    form.setValue("expiryDate", day, { shouldValidate: form.formState.isSubmitted });
  }

  return (
    <FormProvider {...form}>
      <form onSubmit={send} noValidate>
        <Stack>
          <TextInput
            label={texts.issue.holder}
            description={texts.issue.holderHint}
            required
            autoComplete="off"
            dir="auto"
            error={errors.holderName?.message}
            {...form.register("holderName")}
          />
          <Controller
            control={form.control}
            name="credentialType"
            render={({ field }) => (
              <SuggestingInput
                suggestionsFor="credentialType"
                label={texts.issue.type}
                description={texts.issue.typeHint}
                required
                error={errors.credentialType?.message}
                {...field}
              />
            )}
          />
          <Controller
            control={form.control}
            name="issuerName"
            render={({ field }) => (
              <SuggestingInput
                suggestionsFor="issuerName"
                label={texts.issue.issuer}
                description={session.organisation === null ? texts.issue.issuerHint : texts.issue.issuerFixed}
                readOnly={session.organisation !== null}
                required
                error={errors.issuerName?.message}
                {...field}
              />
            )}
          />
          <Controller
            control={form.control}
            name="expiryDate"
            render={({ field }) => (
              <Stack gap="xs">
                <TextInput
                  type="date"
                  label={texts.issue.expiry}
                  description={texts.issue.expiryHint}
                  min={todayUtc()}
                  max="9999-12-31"
                  error={errors.expiryDate?.message}
                  {...field}
                  ref={(element) => {
                    field.ref(element);
                    expiryInput.current = element;
                  }}
                />
                <ExpiryPresets value={field.value} onChoose={chooseDay} />
              </Stack>
            )}
          />
          <MetadataField />
          <IssueError error={issue.error} />
          <Button type="submit" size="md" loading={issue.isPending} leftSection={<IconSend size={18} aria-hidden />}>
            {texts.issue.submit}
          </Button>
        </Stack>
      </form>
    </FormProvider>
  );
}

interface SuggestingInputProps extends AutocompleteProps {
  suggestionsFor: "credentialType" | "issuerName";
  value: string;
}

function SuggestingInput({ suggestionsFor, ...props }: SuggestingInputProps) {
  return (
    <Autocomplete
      {...props}
      autoComplete="off"
      dir="auto"
      data={useSuggestions(suggestionsFor, props.value)}
      // The service has already filtered by its own rules.
      filter={({ options }) => options}
      renderOption={({ option }) => <Name>{option.value}</Name>}
      comboboxProps={inPage}
    />
  );
}

function inYears(years: number): string {
  const [year, month, day] = todayUtc().split("-").map(Number) as [number, number, number];
  return new Date(Date.UTC(year + years, month - 1, day)).toISOString().slice(0, 10);
}

function ExpiryPresets({ value, onChoose }: { value: string; onChoose: (day: string) => void }) {
  const texts = useTexts().issue;
  const presets = [
    { day: "", label: texts.noExpiry },
    ...[1, 2, 5].map((years) => ({ day: inYears(years), label: texts.years(years) })),
  ];
  return (
    <Chip.Group multiple={false} value={value} onChange={onChoose}>
      <Group gap={6} role="radiogroup" aria-label={texts.expiryPresets}>
        {presets.map(({ day, label }) => (
          <Chip key={label} value={day} size="xs" variant="light" onClick={() => onChoose(day)}>
            {label}
          </Chip>
        ))}
      </Group>
    </Chip.Group>
  );
}

function IssueError({ error }: { error: Error | null }) {
  const texts = useTexts().issue;
  if (!error) return null;
  if (error instanceof ApiError && error.status === 409) {
    const existing = error.problem.credentialId;
    return (
      <Alert role="alert" color="yellow" title={texts.duplicateTitle} icon={<IconCopyX size={20} aria-hidden />}>
        <Stack gap="xs" align="flex-start">
          <span>{texts.duplicate}</span>
          {existing && (
            <Button
              size="xs"
              variant="default"
              renderRoot={(props) => <Link to="/credentials/$id" params={{ id: existing }} {...props} />}
            >
              {texts.openExisting}
            </Button>
          )}
        </Stack>
      </Alert>
    );
  }
  if (error instanceof ApiError && error.problem.errors) {
    const { others } = sortServerErrors(error.problem.errors);
    return (
      <Alert role="alert" color="red" title={texts.serverErrors}>
        {others.length > 0 ? (
          <List size="sm">
            {others.map((message) => (
              <List.Item key={message}>
                <Name>{message}</Name>
              </List.Item>
            ))}
          </List>
        ) : (
          error.message
        )}
      </Alert>
    );
  }
  return <ErrorAlert error={error} />;
}
