import {
  ApiError,
  addMonths,
  ErrorAlert,
  type IssuedCredential,
  isErased,
  Name,
  todayUtc,
} from "@kubecredential/shared";
import { Alert, Anchor, Autocomplete, type AutocompleteProps, Button, List, Stack, TextInput } from "@mantine/core";
import IconChevronDown from "@tabler/icons-react/icons/IconChevronDown";
import IconChevronUp from "@tabler/icons-react/icons/IconChevronUp";
import IconSend from "@tabler/icons-react/icons/IconSend";
import { Link } from "@tanstack/react-router";
import { type Ref, useEffect, useId, useImperativeHandle, useRef, useState } from "react";
import { Controller, type FieldError, FormProvider, useForm } from "react-hook-form";
import { useMayUse, useSignedIn } from "../session/useSession";
import { useTexts } from "../texts";
import { DayField } from "./DayField";
import { DayPresets } from "./DayPresets";
import { Duplicate } from "./Duplicate";
import { emptyForm, type IssueForm as FormValues, latestStart, sortServerErrors, toRequest } from "./form";
import { MetadataField } from "./MetadataField";
import { useIssue } from "./useIssue";
import { dayInput, useIssueResolver } from "./useIssueResolver";
import { useSuggestions } from "./useSuggestions";

/** In a portal at the end of the body, suggestions would be outside all landmarks. */
const inPage = { withinPortal: false };

export interface IssueFormHandle {
  focusHolder: () => void;
}

interface IssueFormProps {
  onIssued: (credential: IssuedCredential) => void;
  ref?: Ref<IssueFormHandle>;
}

export function IssueForm({ onIssued, ref }: IssueFormProps) {
  const texts = useTexts();
  const issue = useIssue();
  const element = useRef<HTMLFormElement>(null);
  const resolver = useIssueResolver(element);
  // Not validated on blur: an error that appears or disappears would move the button that is being clicked.
  const { session, draft } = useSignedIn();
  const form = useForm<FormValues>({
    resolver,
    defaultValues: draft.read() ?? { ...emptyForm, issuerName: session.organisation ?? "" },
  });
  const kept = form.formState.defaultValues;
  const [isMore, setIsMore] = useState(Boolean(kept?.holderId || kept?.holderEmail || kept?.validFrom));
  const moreId = useId();
  useEffect(() => () => draft.keep(form.getValues()), [form, draft]);
  const { errors } = form.formState;
  useImperativeHandle(ref, () => ({ focusHolder: () => form.setFocus("holderName") }), [form]);

  function enterHolderId() {
    setIsMore(true);
    // After the fields have become visible.
    setTimeout(() => form.setFocus("holderId"));
  }

  const send = form.handleSubmit(
    (values) =>
      issue.mutate(toRequest(values), {
        onSuccess: ({ credential }) => {
          // Registrars issue many credentials of one kind, so what the next holder shares is kept.
          form.reset({ ...emptyForm, credentialType: values.credentialType, issuerName: values.issuerName });
          if (!isErased(credential)) onIssued(credential);
        },
        onError: (error) => {
          if (!(error instanceof ApiError) || !error.problem.errors) return;
          const { atFields } = sortServerErrors(error.problem.errors);
          const metadata = values.metadataMode === "json" ? "metadataJson" : "metadataRows";
          if (atFields.holderId || atFields.holderEmail || atFields.validFrom) setIsMore(true);
          for (const [field, message] of Object.entries(atFields)) {
            form.setError(field === "metadata" ? metadata : (field as keyof FormValues), { type: "server", message });
          }
        },
      }),
    // What is wrong must be visible.
    (faults) => {
      if (faults.holderId || faults.holderEmail || faults.validFrom) setIsMore(true);
    },
  );

  function chooseDay(day: string) {
    // React does not touch a partial date while the value it knows stays the same.
    const input = dayInput(element.current, "expiryDate");
    if (input) input.value = day;
    form.setValue("expiryDate", day, { shouldValidate: form.formState.isSubmitted });
  }

  return (
    <FormProvider {...form}>
      <form ref={element} onSubmit={send} noValidate>
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
                error={errors.issuerName && <IssuerError error={errors.issuerName} name={field.value} />}
                {...field}
              />
            )}
          />
          <Stack gap="xs">
            <DayField name="expiryDate" label={texts.issue.expiry} hint={texts.issue.expiryHint} />
            <Controller
              control={form.control}
              name="expiryDate"
              render={({ field }) => (
                <DayPresets
                  value={field.value}
                  onChoose={chooseDay}
                  presets={[
                    { day: "", label: texts.issue.noExpiry },
                    ...[1, 2, 5].map((years) => ({
                      day: addMonths(todayUtc(), years * 12),
                      label: texts.issue.years(years),
                    })),
                  ]}
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
          <MetadataField />
          <IssueError error={issue.error} onEnterHolderId={enterHolderId} />
          <Button type="submit" size="md" loading={issue.isPending} leftSection={<IconSend size={18} aria-hidden />}>
            {texts.issue.submit}
          </Button>
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

function IssueError({ error, onEnterHolderId }: { error: Error | null; onEnterHolderId: () => void }) {
  const texts = useTexts().issue;
  if (!error) return null;
  if (error instanceof ApiError && error.status === 409) {
    return <Duplicate problem={error.problem} onEnterHolderId={onEnterHolderId} />;
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
