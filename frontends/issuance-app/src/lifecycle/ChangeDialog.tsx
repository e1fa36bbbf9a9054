import { type AnyCredential, fieldErrorsOf, type StatusReason, useSharedTexts } from "@kubecredential/shared";
import { Dialog } from "@kubecredential/shared/dialog";
import { Button, Code, Group, Stack, Text, TextInput } from "@mantine/core";
import { type SyntheticEvent, useRef, useState } from "react";
import { useTexts } from "../texts";
import { actionLooks, possibleActions } from "./actions";
import { ChangeError } from "./ChangeError";
import { isNoteTooLong, NoteField, noteIn, ReasonSelect } from "./ReasonFields";
import { type Changed, type Order, useChange } from "./useChange";

export type SimpleAction = "suspend" | "reinstate" | "revoke" | "erase";

export interface DialogProps {
  credential: AnyCredential;
  onClose: () => void;
  onDone: (changed: Changed) => void;
}

/** Says what a change of status does, asks for the reason, and makes it. */
export function ChangeDialog({ action, credential, onClose, onDone }: DialogProps & { action: SimpleAction }) {
  const texts = useTexts().lifecycle;
  const shared = useSharedTexts();
  const change = useChange(credential);
  const [reason, setReason] = useState<StatusReason | "">("");
  const [note, setNote] = useState("");
  const [typed, setTyped] = useState("");
  const [faults, setFaults] = useState<{ reason?: string; confirm?: string }>({});
  const reasonInput = useRef<HTMLSelectElement>(null);
  const noteInput = useRef<HTMLTextAreaElement>(null);
  const confirmInput = useRef<HTMLInputElement>(null);
  const needsReason = action !== "reinstate";
  const isErasure = action === "erase";
  const errors = fieldErrorsOf(change.error);
  // Another version may have come while the dialog was open.
  const isPossible = possibleActions(credential).includes(action);
  const { Icon, isFinal } = actionLooks[action];

  function confirm(event: SyntheticEvent) {
    event.preventDefault();
    const found = {
      ...(needsReason && reason === "" && { reason: texts.errors.reason }),
      ...(isErasure && typed.trim().toLowerCase() !== credential.id && { confirm: texts.errors.confirm }),
    };
    setFaults(found);
    if (found.reason) return reasonInput.current?.focus();
    if (isNoteTooLong(note)) return noteInput.current?.focus();
    if (found.confirm) return confirmInput.current?.focus();
    change.mutate(orderOf(action, reason, note, credential.id), { onSuccess: onDone });
  }

  return (
    <Dialog opened onClose={onClose} title={texts.dialogs[action].title}>
      <form onSubmit={confirm} noValidate>
        <Stack>
          <Text>{texts.dialogs[action].text}</Text>
          {needsReason && (
            <ReasonSelect
              ref={reasonInput}
              value={reason}
              onChange={(next) => {
                setReason(next);
                setFaults({ ...faults, reason: undefined });
              }}
              error={faults.reason ?? errors.reason}
            />
          )}
          <NoteField ref={noteInput} value={note} onChange={setNote} error={errors.note} stays={isErasure} />
          {isErasure && (
            <TextInput
              ref={confirmInput}
              label={texts.confirmId}
              description={<Code className="kc-break">{credential.id}</Code>}
              required
              autoComplete="off"
              spellCheck={false}
              value={typed}
              onChange={(event) => {
                setTyped(event.currentTarget.value);
                setFaults({ ...faults, confirm: undefined });
              }}
              error={faults.confirm ?? errors.confirm}
            />
          )}
          <ChangeError error={change.error} fields={["reason", "note", "confirm"]} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {shared.cancel}
            </Button>
            <Button
              type="submit"
              color={isFinal ? "red" : undefined}
              leftSection={<Icon size={16} aria-hidden />}
              loading={change.isPending}
              disabled={!isPossible}
            >
              {texts.actions[action]}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

function orderOf(action: SimpleAction, reason: StatusReason | "", note: string, id: string): Order {
  if (reason === "") return { action: "reinstate", body: noteIn(note) };
  if (action === "erase") return { action, body: { reason, ...noteIn(note), confirm: id } };
  return action === "reinstate" ? { action, body: noteIn(note) } : { action, body: { reason, ...noteIn(note) } };
}
