import {
  ApiError,
  type CredentialRecord,
  fieldErrorsOf,
  type IssuedCredential,
  type StatusReason,
  useSharedTexts,
} from "@kubecredential/shared";
import { Dialog } from "@kubecredential/shared/dialog";
import { Alert, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import IconReplace from "@tabler/icons-react/icons/IconReplace";
import { useRef, useState } from "react";
import { FormProvider, useForm } from "react-hook-form";
import { DayField } from "../issue/DayField";
import { type IssueForm, latestStart, sortServerErrors } from "../issue/form";
import { MetadataField } from "../issue/MetadataField";
import { useIssueResolver } from "../issue/useIssueResolver";
import { useTexts } from "../texts";
import { possibleActions } from "./actions";
import type { DialogProps } from "./ChangeDialog";
import { ChangeError } from "./ChangeError";
import { isNoteTooLong, NoteField, noteIn, ReasonSelect } from "./ReasonFields";
import { changesIn, formOf } from "./replacement";
import { useChange } from "./useChange";

type Private = Pick<CredentialRecord, "holderId" | "holderEmail">;

interface ReplaceDialogProps extends DialogProps {
  credential: IssuedCredential;
  /** What the issuer alone knows; undefined if it could not be loaded, and then it stays as it is. */
  record?: Private;
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
export function ReplaceDialog({ credential, record, onClose, onDone }: ReplaceDialogProps) {
  const { lifecycle: texts, issue: issueTexts } = useTexts();
  const shared = useSharedTexts();
  const change = useChange(credential);
  const [before] = useState(() => formOf(credential, record));
  const [reason, setReason] = useState<StatusReason | "">("");
  const [note, setNote] = useState("");
  const [isReasonMissing, setIsReasonMissing] = useState(false);
  const [isUnchanged, setIsUnchanged] = useState(false);
  const reasonInput = useRef<HTMLSelectElement>(null);
  const noteInput = useRef<HTMLTextAreaElement>(null);
  const element = useRef<HTMLFormElement>(null);
  const form = useForm<IssueForm>({ resolver: useIssueResolver(element), defaultValues: before });
  const { errors } = form.formState;
  const serverErrors = fieldErrorsOf(change.error);

  const send = form.handleSubmit((after) => {
    setIsReasonMissing(reason === "");
    if (reason === "") return reasonInput.current?.focus();
    if (isNoteTooLong(note)) return noteInput.current?.focus();
    const changes = changesIn(before, after);
    setIsUnchanged(Object.keys(changes).length === 0);
    if (Object.keys(changes).length === 0) return;
    change.mutate(
      { action: "replace", body: { reason, ...noteIn(note), ...changes } },
      {
        onSuccess: onDone,
        onError: (error) => {
          if (!(error instanceof ApiError) || !error.problem.errors) return;
          const metadata = after.metadataMode === "json" ? "metadataJson" : "metadataRows";
          for (const [field, message] of Object.entries(sortServerErrors(error.problem.errors).atFields)) {
            form.setError(field === "metadata" ? metadata : (field as keyof IssueForm), { type: "server", message });
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
              error={errors.credentialType?.message}
              {...form.register("credentialType")}
            />
            <Group grow align="flex-start" preventGrowOverflow={false}>
              <DayField name="validFrom" label={issueTexts.validFrom} hint={texts.startHint} max={latestStart()} />
              <DayField name="expiryDate" label={issueTexts.expiry} hint={issueTexts.expiryHint} />
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
            <MetadataField />
            <NoteField ref={noteInput} value={note} onChange={setNote} error={serverErrors.note} />
            {isUnchanged && (
              <Alert role="alert" color="red">
                {texts.errors.nothing}
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
                disabled={!possibleActions(credential).includes("replace")}
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
