import {
  addMonths,
  fieldErrorsOf,
  type IssuedCredential,
  isCalendarDay,
  todayUtc,
  useSharedTexts,
} from "@kubecredential/shared";
import { Dialog } from "@kubecredential/shared/dialog";
import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import IconCalendarPlus from "@tabler/icons-react/icons/IconCalendarPlus";
import { type SyntheticEvent, useRef, useState } from "react";
import { DayPresets } from "../issue/DayPresets";
import { latestStart } from "../issue/form";
import { useTexts } from "../texts";
import { possibleActions } from "./actions";
import type { DialogProps } from "./ChangeDialog";
import { ChangeError } from "./ChangeError";
import { samePeriodFrom } from "./period";
import { isNoteTooLong, NoteField, noteIn } from "./ReasonFields";
import { useChange } from "./useChange";

/** Renews a credential: another one with new dates takes its place. */
export function RenewDialog({ credential, onClose, onDone }: DialogProps & { credential: IssuedCredential }) {
  const { lifecycle: texts, issue: issueTexts } = useTexts();
  const shared = useSharedTexts();
  const change = useChange(credential);
  const { expiryDate: oldExpiry } = credential;
  const samePeriod = oldExpiry === null ? undefined : samePeriodFrom({ ...credential, expiryDate: oldExpiry });
  const [expiryDate, setExpiryDate] = useState(samePeriod ?? "");
  const [validFrom, setValidFrom] = useState("");
  const [note, setNote] = useState("");
  const [faults, setFaults] = useState<{ expiryDate?: string; validFrom?: string }>({});
  const expiryInput = useRef<HTMLInputElement>(null);
  const startInput = useRef<HTMLInputElement>(null);
  const noteInput = useRef<HTMLTextAreaElement>(null);
  const errors = fieldErrorsOf(change.error);

  function confirm(event: SyntheticEvent) {
    event.preventDefault();
    const found = {
      expiryDate: expiryFault(),
      validFrom: startFault(),
    };
    setFaults(found);
    if (found.expiryDate) return expiryInput.current?.focus();
    if (found.validFrom) return startInput.current?.focus();
    if (isNoteTooLong(note)) return noteInput.current?.focus();
    const body = { expiryDate, ...(validFrom !== "" && { validFrom }), ...noteIn(note) };
    change.mutate({ action: "renew", body }, { onSuccess: onDone });
  }

  function expiryFault(): string | undefined {
    if (expiryInput.current?.validity.badInput) return issueTexts.errors.day;
    if (expiryDate === "") return texts.errors.expiry;
    if (!isCalendarDay(expiryDate)) return issueTexts.errors.day;
    return expiryDate < todayUtc() ? issueTexts.errors.past : undefined;
  }

  function startFault(): string | undefined {
    if (startInput.current?.validity.badInput) return issueTexts.errors.day;
    if (validFrom === "") return undefined;
    if (validFrom < todayUtc()) return issueTexts.errors.past;
    if (validFrom > latestStart()) return issueTexts.errors.tooFar;
    return expiryDate !== "" && validFrom > expiryDate ? issueTexts.errors.order : undefined;
  }

  return (
    <Dialog opened onClose={onClose} title={texts.dialogs.renew.title}>
      <form onSubmit={confirm} noValidate>
        <Stack>
          <Text>{texts.dialogs.renew.text}</Text>
          <Stack gap="xs">
            <TextInput
              ref={expiryInput}
              type="date"
              label={texts.newExpiry}
              required
              data-autofocus
              min={todayUtc()}
              max="9999-12-31"
              value={expiryDate}
              onChange={(event) => setExpiryDate(event.currentTarget.value)}
              error={faults.expiryDate ?? errors.expiryDate}
            />
            <DayPresets
              value={expiryDate}
              onChoose={(day) => {
                // React does not touch a partial date while the value it knows stays the same.
                if (expiryInput.current) expiryInput.current.value = day;
                setExpiryDate(day);
              }}
              presets={[
                ...(samePeriod ? [{ day: samePeriod, label: texts.samePeriod }] : []),
                ...[1, 2, 5].map((years) => ({
                  day: addMonths(todayUtc(), years * 12),
                  label: issueTexts.years(years),
                })),
              ]}
            />
          </Stack>
          <TextInput
            ref={startInput}
            type="date"
            label={issueTexts.validFrom}
            description={texts.startHint}
            min={todayUtc()}
            max={latestStart()}
            value={validFrom}
            onChange={(event) => setValidFrom(event.currentTarget.value)}
            error={faults.validFrom ?? errors.validFrom}
          />
          <NoteField ref={noteInput} value={note} onChange={setNote} error={errors.note} />
          <ChangeError error={change.error} fields={["expiryDate", "validFrom", "note"]} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {shared.cancel}
            </Button>
            <Button
              type="submit"
              leftSection={<IconCalendarPlus size={16} aria-hidden />}
              loading={change.isPending}
              disabled={!possibleActions(credential).includes("renew")}
            >
              {texts.actions.renew}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
