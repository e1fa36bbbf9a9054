import {
  ApiError,
  type CredentialRecord,
  fieldErrorsOf,
  type IssuedCredential,
  isolated,
  type StatusReason,
  useSharedTexts,
} from "@kubecredential/shared";
import { Dialog } from "@kubecredential/shared/dialog";
import { Alert, Button, Group, List, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import IconReplace from "@tabler/icons-react/icons/IconReplace";
import { useEffect, useRef, useState } from "react";
import { FormProvider, type UseFormReturn, useForm, useWatch } from "react-hook-form";
import { DayField } from "../issue/DayField";
import { type IssueForm, latestStart, metadataIn } from "../issue/form";
import { MetadataField } from "../issue/MetadataField";
import { TypedFields } from "../issue/TypedFields";
import { useIssueTexts } from "../issue/texts";
import { placeErrors, type RegisteredFields, ruledExpiry } from "../issue/typed";
import { useIssueResolver } from "../issue/useIssueResolver";
import { useTypeNamed } from "../issue/useTypeNamed";
import { useTexts } from "../texts";
import { possibleActions } from "./actions";
import type { DialogProps } from "./ChangeDialog";
import { ChangeError } from "./ChangeError";
import { isNoteTooLong, NoteField, noteIn, ReasonSelect } from "./ReasonFields";
import { changesIn, formOf, metadataFormOf } from "./replacement";
import { useChange } from "./useChange";

type Private = Pick<CredentialRecord, "holderId" | "holderEmail">;

interface ReplaceDialogProps extends DialogProps {
  credential: IssuedCredential;
  /** What the issuer alone knows; undefined if it could not be loaded, and then it stays as it is. */
  record?: Private;
  /** What is to be corrected: the form begins with it. */
  proposed?: { holderName: string; reason: StatusReason };
}

const fields = [
  "holderName",
  "credentialType",
  "validFrom",
  "expiryDate",
  "holderId",
  "holderEmail",
  "metadata",
  "reason",
  "note",
];

/** Replaces a credential by one with other details. The form is filled in with the present ones. */
export function ReplaceDialog({ credential, record, proposed, onClose, onDone }: ReplaceDialogProps) {
  const { lifecycle: texts, issue: issueTexts } = useTexts();
  const own = useIssueTexts();
  const shared = useSharedTexts();
  const change = useChange(credential);
  const [before] = useState(() => formOf(credential, record));
  const [reason, setReason] = useState<StatusReason | "">(proposed?.reason ?? "");
  const [note, setNote] = useState("");
  const [isReasonMissing, setIsReasonMissing] = useState(false);
  const [isUnchanged, setIsUnchanged] = useState(false);
  const reasonInput = useRef<HTMLSelectElement>(null);
  const noteInput = useRef<HTMLTextAreaElement>(null);
  const element = useRef<HTMLFormElement>(null);
  const known = useRef<RegisteredFields>(undefined);
  const form = useForm<IssueForm>({
    resolver: useIssueResolver(element, known),
    defaultValues: proposed ? { ...before, holderName: proposed.holderName } : before,
  });
  const { errors } = form.formState;
  const { type, registered, isPending, isRefused } = useTypeOf(form, known);
  const isTyped = type !== undefined && registered !== undefined && registered.fields.length > 0;
  const [unplaced, setUnplaced] = useState<string[]>([]);
  const validFrom = useWatch({ control: form.control, name: "validFrom" });
  const ruled = ruledExpiry({ validFrom }, registered);
  const serverErrors = fieldErrorsOf(change.error);

  const send = form.handleSubmit((after) => {
    setIsReasonMissing(reason === "");
    if (reason === "") return reasonInput.current?.focus();
    if (isNoteTooLong(note)) return noteInput.current?.focus();
    setUnplaced([]);
    const changes = changesIn(credential, before, after, registered);
    setIsUnchanged(Object.keys(changes).length === 0);
    if (Object.keys(changes).length === 0) return;
    change.mutate(
      { action: "replace", body: { reason, ...noteIn(note), ...changes } },
      {
        onSuccess: onDone,
        onError: (error) => {
          if (!(error instanceof ApiError) || !error.problem.errors) return;
          const { atFields, others } = placeErrors(error.problem, after, isTyped ? registered : undefined);
          setUnplaced(others);
          for (const [path, message] of Object.entries(atFields)) {
            form.setError(path as keyof IssueForm, { type: "server", message });
          }
        },
      },
    );
  });

  return (
    <Dialog opened onClose={onClose} title={texts.dialogs.replace.title} size="lg">
      <FormProvider {...form}>
        <form ref={element} onSubmit={send} noValidate>
          <Stack>
            <Text>{texts.dialogs.replace.text}</Text>
            <ReasonSelect
              ref={reasonInput}
              value={reason}
              onChange={(next) => {
                setReason(next);
                setIsReasonMissing(false);
              }}
              error={isReasonMissing ? texts.errors.reason : serverErrors.reason}
            />
            <TextInput
              label={issueTexts.holder}
              required
              autoComplete="off"
              dir="auto"
              error={errors.holderName?.message}
              {...form.register("holderName")}
            />
            <TextInput
              label={issueTexts.type}
              required
              autoComplete="off"
              dir="auto"
              description={type ? own.typed.registered(type.version) : undefined}
              error={errors.credentialType?.message ?? (isRefused && own.typed.mustBeRegistered)}
              {...form.register("credentialType")}
            />
            <Group grow align="flex-start" preventGrowOverflow={false}>
              <DayField name="validFrom" label={issueTexts.validFrom} hint={texts.startHint} max={latestStart()} />
              <DayField
                name="expiryDate"
                label={issueTexts.expiry}
                hint={ruled ? own.typed.expiryHint : issueTexts.expiryHint}
              />
            </Group>
            {record && (
              <Group grow align="flex-start" preventGrowOverflow={false}>
                <TextInput
                  label={issueTexts.holderId}
                  description={issueTexts.holderEmailHint}
                  autoComplete="off"
                  dir="auto"
                  error={errors.holderId?.message}
                  {...form.register("holderId")}
                />
                <TextInput
                  type="email"
                  label={issueTexts.holderEmail}
                  description={issueTexts.holderEmailHint}
                  autoComplete="off"
                  error={errors.holderEmail?.message}
                  {...form.register("holderEmail")}
                />
              </Group>
            )}
            {isPending ? (
              <Skeleton h={120} radius="md" role="status" aria-label={texts.typeLoading} />
            ) : (
              <>
                {isTyped && <TypedFields key={`${type.id} ${type.version}`} type={type} fields={registered.fields} />}
                {(!isTyped || registered.allowsMore) && <MetadataField />}
                {registered && !registered.allowsMore && <LeftOut form={form} />}
              </>
            )}
            <NoteField ref={noteInput} value={note} onChange={setNote} error={serverErrors.note} />
            {isUnchanged && (
              <Alert role="alert" color="red">
                {texts.errors.nothing}
              </Alert>
            )}
            {unplaced.length > 0 && (
              <Alert role="alert" color="red" title={issueTexts.serverErrors}>
                <List size="sm">
                  {unplaced.map((message) => (
                    <List.Item key={message}>{message}</List.Item>
                  ))}
                </List>
              </Alert>
            )}
            <ChangeError error={change.error} fields={fields} />
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                {shared.cancel}
              </Button>
              <Button
                type="submit"
                leftSection={<IconReplace size={16} aria-hidden />}
                loading={change.isPending}
                disabled={isPending || !possibleActions(credential).includes("replace")}
              >
                {texts.actions.replace}
              </Button>
            </Group>
          </Stack>
        </form>
      </FormProvider>
    </Dialog>
  );
}

/** The registered type of what is entered. When another one is found, the additional data move into its fields. */
function useTypeOf(form: UseFormReturn<IssueForm>, known: { current: RegisteredFields | undefined }) {
  const found = useTypeNamed(form.control);
  const { type, registered, isPending } = found;
  const shownAs = type && `${type.id} ${type.version}`;
  const before = useRef<string>(undefined);
  useEffect(() => {
    if (isPending) return;
    if (before.current !== shownAs) {
      before.current = shownAs;
      const values = form.getValues();
      const free = { ...metadataIn({ ...values, typed: {} }), ...metadataIn(values, known.current) };
      const next = metadataFormOf(Object.keys(free).length === 0 ? undefined : free, registered);
      for (const [field, value] of Object.entries(next)) form.setValue(field as keyof IssueForm, value);
    }
    known.current = registered;
  }, [form, known, registered, shownAs, isPending]);
  return found;
}

/** What the credential says and the type does not allow. */
function LeftOut({ form }: { form: UseFormReturn<IssueForm> }) {
  const texts = useTexts().lifecycle;
  const values = useWatch({ control: form.control }) as IssueForm;
  const names = Object.keys(metadataIn({ ...values, typed: {} }) ?? {});
  if (names.length === 0) return null;
  return <Alert color="yellow">{texts.leftOut(names.map(isolated).join(", "))}</Alert>;
}
