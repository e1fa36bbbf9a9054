import {
  ApiError,
  addMonths,
  type CredentialType,
  ErrorAlert,
  formatDay,
  type IssuedCredential,
  isErased,
  Name,
  todayUtc,
  useLanguage,
} from "@kubecredential/shared";
import {
  Alert,
  Anchor,
  Autocomplete,
  type AutocompleteProps,
  Button,
  Group,
  List,
  Stack,
  TextInput,
} from "@mantine/core";
import IconChevronDown from "@tabler/icons-react/icons/IconChevronDown";
import IconChevronUp from "@tabler/icons-react/icons/IconChevronUp";
import IconEye from "@tabler/icons-react/icons/IconEye";
import IconSend from "@tabler/icons-react/icons/IconSend";
import { Link } from "@tanstack/react-router";
import { type RefObject, useId, useRef, useState } from "react";
import {
  Controller,
  type FieldError,
  type FieldErrors,
  FormProvider,
  type UseFormReturn,
  useWatch,
} from "react-hook-form";
import { useMayUse, useSignedIn } from "../session/useSession";
import { useTexts } from "../texts";
import { DayField } from "./DayField";
import { DayPresets } from "./DayPresets";
import { Duplicate } from "./Duplicate";
import { dayInput } from "./dayInput";
import { nextForm } from "./draft";
import { type IssueForm as FormValues, latestStart, toRequest } from "./form";
import { MetadataField } from "./MetadataField";
import { TypedFields } from "./TypedFields";
import { useIssueTexts } from "./texts";
import { placeErrors, type RegisteredFields, ruledExpiry } from "./typed";
import type { useIssue } from "./useIssue";
import { useSuggestions, useTypeSuggestions } from "./useSuggestions";

/** In a portal at the end of the body, suggestions would be outside all landmarks. */
const inPage = { withinPortal: false };

interface IssueFormProps {
  id: string;
  element: RefObject<HTMLFormElement | null>;
  form: UseFormReturn<FormValues>;
  /** What the form contains before anything is typed. */
  empty: FormValues;
  /** The registered type of what is entered, if it is registered. */
  type: CredentialType | undefined;
  registered: RegisteredFields | undefined;
  isRefused: boolean;
  issue: ReturnType<typeof useIssue>;
  onBegin: (values: FormValues) => void;
  onIssued: (credential: IssuedCredential, values: FormValues) => void;
  onPreview: () => void;
  onClear: () => void;
}

export function IssueForm(props: IssueFormProps) {
  const { id, element, form, empty, type, registered, isRefused, issue, onBegin, onIssued, onPreview, onClear } = props;
  const texts = useTexts();
  const own = useIssueTexts();
  const { session } = useSignedIn();
  const kept = form.formState.defaultValues;
  const [isMore, setIsMore] = useState(Boolean(kept?.holderId || kept?.holderEmail || kept?.validFrom));
  const moreId = useId();
  const { errors } = form.formState;
  const { language } = useLanguage();
  const problem = useRef<HTMLDivElement>(null);
  const isTyped = type !== undefined && registered !== undefined && registered.fields.length > 0;
  const [unplaced, setUnplaced] = useState<string[]>([]);

  function enterHolderId() {
    setIsMore(true);
    // After the fields have become visible.
    setTimeout(() => form.setFocus("holderId"));
  }

  // What is wrong must be visible.
  function onFaults(faults: FieldErrors<FormValues>) {
    if (faults.holderId || faults.holderEmail || faults.validFrom) setIsMore(true);
  }

  const preview = form.handleSubmit(onPreview, onFaults);
  const send = form.handleSubmit(
    (values) =>
      issue.mutate(toRequest(values, registered), {
        onSuccess: ({ credential }) => {
          onBegin(nextForm(values, empty));
          if (!isErased(credential)) onIssued(credential, values);
        },
        onError: (error) => {
          // It may have been sent from the preview, which on a phone is far below.
          setTimeout(() => problem.current?.scrollIntoView({ block: "nearest" }));
          if (!(error instanceof ApiError) || !error.problem.errors) return;
          const { atFields, others } = placeErrors(error.problem, values, isTyped ? registered : undefined);
          setUnplaced(others);
          if (atFields.holderId || atFields.holderEmail || atFields.validFrom) setIsMore(true);
          for (const [path, message] of Object.entries(atFields)) {
            form.setError(path as keyof FormValues, { type: "server", message });
          }
        },
      }),
    onFaults,
  );

  function chooseDay(day: string, months: number | null) {
    // React does not touch a partial date while the value it knows stays the same.
    const input = dayInput(element.current, "expiryDate");
    if (input) input.value = day;
    form.setValue("expiryMonths", months);
    form.setValue("expiryDate", day, { shouldValidate: form.formState.isSubmitted });
  }

  const validFrom = useWatch({ control: form.control, name: "validFrom" });
  const ruled = ruledExpiry({ validFrom }, registered);
  const presets = [null, 12, 24, 60]
    .map((months) => ({ months, day: months === null ? "" : addMonths(todayUtc(), months) }))
    .filter(({ day }) => !ruled || day <= ruled);
  const noDay = ruled ? own.typed.byRule(formatDay(ruled, language)) : texts.issue.noExpiry;

  return (
    <FormProvider {...form}>
      <form id={id} ref={element} onSubmit={send} noValidate>
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
              <TypeInput
                label={texts.issue.type}
                description={type ? own.typed.registered(type.version) : texts.issue.typeHint}
                required
                error={errors.credentialType?.message ?? (isRefused && own.typed.mustBeRegistered)}
                {...field}
              />
            )}
          />
          <Controller
            control={form.control}
            name="issuerName"
            render={({ field }) => (
              <IssuerInput
                label={texts.issue.issuer}
                description={session.organisation === null ? texts.issue.issuerHint : texts.issue.issuerFixed}
                readOnly={session.organisation !== null}
                required
                error={errors.issuerName && <IssuerError error={errors.issuerName} name={field.value} />}
                {...field}
              />
            )}
          />
          <Stack gap="xs">
            <DayField
              name="expiryDate"
              label={texts.issue.expiry}
              hint={ruled ? own.typed.expiryHint : texts.issue.expiryHint}
              onEnter={() => form.setValue("expiryMonths", null)}
            />
            <Controller
              control={form.control}
              name="expiryDate"
              render={({ field }) => (
                <DayPresets
                  value={field.value}
                  onChoose={(day) => chooseDay(day, presets.find((preset) => preset.day === day)?.months ?? null)}
                  presets={presets.map(({ day, months }) => ({
                    day,
                    label: months === null ? noDay : texts.issue.years(months / 12),
                  }))}
                />
              )}
            />
          </Stack>
          <Stack gap="xs" align="stretch">
            <Button
              variant="subtle"
              size="compact-sm"
              aria-expanded={isMore}
              aria-controls={moreId}
              onClick={() => setIsMore(!isMore)}
              leftSection={isMore ? <IconChevronUp size={16} aria-hidden /> : <IconChevronDown size={16} aria-hidden />}
              style={{ alignSelf: "flex-start" }}
            >
              {texts.issue.more}
            </Button>
            <div id={moreId} hidden={!isMore}>
              <Stack>
                <TextInput
                  label={texts.issue.holderId}
                  description={texts.issue.holderIdHint}
                  autoComplete="off"
                  dir="auto"
                  error={errors.holderId?.message}
                  {...form.register("holderId")}
                />
                <TextInput
                  type="email"
                  label={texts.issue.holderEmail}
                  description={texts.issue.holderEmailHint}
                  autoComplete="off"
                  error={errors.holderEmail?.message}
                  {...form.register("holderEmail")}
                />
                <DayField
                  name="validFrom"
                  label={texts.issue.validFrom}
                  hint={texts.issue.validFromHint}
                  max={latestStart()}
                />
              </Stack>
            </div>
          </Stack>
          {isTyped && <TypedFields key={`${type.id} ${type.version}`} type={type} fields={registered.fields} />}
          {(!isTyped || registered.allowsMore) && <MetadataField />}
          {issue.error && (
            <div ref={problem}>
              <IssueError error={issue.error} others={unplaced} onEnterHolderId={enterHolderId} />
            </div>
          )}
          <Group gap="xs">
            <Button
              type="submit"
              size="md"
              flex="1 1 auto"
              loading={issue.isPending}
              leftSection={<IconSend size={18} aria-hidden />}
            >
              {texts.issue.submit}
            </Button>
            <Button
              size="md"
              variant="default"
              leftSection={<IconEye size={18} aria-hidden />}
              onClick={() => void preview()}
            >
              {own.preview.show}
            </Button>
            <Button size="md" px="xs" variant="subtle" onClick={onClear}>
              {own.kept.clear}
            </Button>
          </Group>
        </Stack>
      </form>
    </FormProvider>
  );
}

/** What is wrong with the issuer's name. The service refuses issuers that are not registered, so it leads to those that are. */
function IssuerError({ error, name }: { error: FieldError; name: string }) {
  const texts = useTexts().issue;
  const mayRegister = useMayUse("issuers");
  if (error.type !== "server" || !mayRegister) return error.message;
  return (
    <>
      <Name>{error.message ?? ""}</Name>{" "}
      <Anchor
        inherit
        underline="always"
        renderRoot={(props) => <Link to="/issuers" search={{ register: name.trim() }} {...props} />}
      >
        {texts.registerIssuer}
      </Anchor>
      {" · "}
      <Anchor inherit underline="always" renderRoot={(props) => <Link to="/issuers" {...props} />}>
        {texts.allIssuers}
      </Anchor>
    </>
  );
}

type InputProps = Omit<AutocompleteProps, "data"> & { value: string };

function TypeInput(props: InputProps) {
  return <SuggestingInput {...props} data={useTypeSuggestions(props.value)} />;
}

function IssuerInput(props: InputProps) {
  return <SuggestingInput {...props} data={useSuggestions("issuerName", props.value)} />;
}

function SuggestingInput(props: AutocompleteProps) {
  return (
    <Autocomplete
      {...props}
      autoComplete="off"
      dir="auto"
      // The service has already filtered by its own rules.
      filter={({ options }) => options}
      renderOption={({ option }) => <Name>{option.value}</Name>}
      comboboxProps={inPage}
    />
  );
}

interface IssueErrorProps {
  error: Error;
  /** What the service says beside the fields. */
  others: string[];
  onEnterHolderId: () => void;
}

function IssueError({ error, others, onEnterHolderId }: IssueErrorProps) {
  const texts = useTexts().issue;
  if (error instanceof ApiError && error.status === 409) {
    return <Duplicate problem={error.problem} onEnterHolderId={onEnterHolderId} />;
  }
  if (error instanceof ApiError && error.problem.errors) {
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
