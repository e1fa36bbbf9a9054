import {
  addMonths,
  type BulkRequest,
  fieldErrorsOf,
  type IssuedCredential,
  isCalendarDay,
  type StatusReason,
  todayUtc,
  useSharedTexts,
} from "@kubecredential/shared";
import { Dialog } from "@kubecredential/shared/dialog";
import { Button, Group, Radio, Stack, Text, TextInput } from "@mantine/core";
import { type SyntheticEvent, useRef, useState } from "react";
import { DayPresets } from "../issue/DayPresets";
import { useTexts } from "../texts";
import { type ActionOfMany, actionLooks } from "./actions";
import { BulkProgress } from "./BulkProgress";
import { ChangeError } from "./ChangeError";
import { samePeriodFrom } from "./period";
import { isNoteTooLong, NoteField, noteIn, ReasonSelect } from "./ReasonFields";
import { useBulk } from "./useBulk";

interface BulkDialogProps {
  action: ActionOfMany;
  credentials: IssuedCredential[];
  /** Told whether something was sent. */
  onClose: (hasRun: boolean) => void;
}

type Until = "samePeriod" | "day";

/** Changes many credentials at once: what it does, the reason, progress, and a result for each. */
export function BulkDialog({ action, credentials, onClose }: BulkDialogProps) {
  const { lifecycle: texts, issue: issueTexts } = useTexts();
  const shared = useSharedTexts();
  const { run, start, resume } = useBulk();
  const [reason, setReason] = useState<StatusReason | "">("");
  const [note, setNote] = useState("");
  const [until, setUntil] = useState<Until>("samePeriod");
  const [day, setDay] = useState("");
  const [faults, setFaults] = useState<{ reason?: string; day?: string }>({});
  const reasonInput = useRef<HTMLSelectElement>(null);
  const dayInput = useRef<HTMLInputElement>(null);
  const noteInput = useRef<HTMLTextAreaElement>(null);
  const needsReason = action === "suspend" || action === "revoke";
  const unlimited = credentials.filter((credential) => credential.expiryDate === null).length;
  const { Icon, isFinal } = actionLooks[action];
  const title = texts.many.title[action](credentials.length);
  // Refused as a whole before anything was done: back to the form.
  const isRefused = run?.error && run.results.length === 0 && Object.keys(fieldErrorsOf(run.error)).length > 0;
  const errors = fieldErrorsOf(run?.error);

  if (run && !isRefused) {
    return (
      <Dialog opened onClose={() => onClose(true)} title={title} size="lg">
        <BulkProgress run={run} credentials={credentials} onResume={resume} onClose={() => onClose(true)} />
      </Dialog>
    );
  }

  function dayFault(): string | undefined {
    if (action !== "renew" || until !== "day") return undefined;
    if (dayInput.current?.validity.badInput) return issueTexts.errors.day;
    if (day === "") return texts.errors.expiry;
    if (!isCalendarDay(day)) return issueTexts.errors.day;
    return day < todayUtc() ? issueTexts.errors.past : undefined;
  }

  function confirm(event: SyntheticEvent) {
    event.preventDefault();
    const found = {
      ...(needsReason && reason === "" && { reason: texts.errors.reason }),
      day: dayFault(),
    };
    setFaults(found);
    if (found.reason) return reasonInput.current?.focus();
    if (found.day) return dayInput.current?.focus();
    if (isNoteTooLong(note)) return noteInput.current?.focus();
    if (action === "renew") {
      start(renewals(credentials, until === "day" ? day : undefined).map((job) => ({ ...job, ...noteIn(note) })));
    } else {
      const ids = credentials.map((credential) => credential.id);
      start([{ action, ...(reason !== "" && needsReason && { reason }), ...noteIn(note), ids }]);
    }
  }

  return (
    <Dialog opened onClose={() => onClose(false)} title={title}>
      <form onSubmit={confirm} noValidate>
        <Stack>
          <Text>{texts.many.text[action]}</Text>
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
          {action === "renew" && (
            <Radio.Group
              label={texts.many.newExpiry}
              value={until}
              onChange={(value) => setUntil(value as Until)}
              error={until === "samePeriod" ? errors.expiryDate : undefined}
            >
              <Stack gap="xs" mt="xs">
                <Radio
                  value="samePeriod"
                  label={texts.samePeriod}
                  data-autofocus
                  description={
                    unlimited > 0
                      ? `${texts.many.samePeriodHint} ${texts.many.samePeriodMissing(unlimited)}`
                      : texts.many.samePeriodHint
                  }
                />
                <Radio value="day" label={texts.many.until} />
              </Stack>
            </Radio.Group>
          )}
          {action === "renew" && until === "day" && (
            <Stack gap="xs">
              <TextInput
                ref={dayInput}
                type="date"
                label={texts.newExpiry}
                required
                min={todayUtc()}
                max="9999-12-31"
                value={day}
                onChange={(event) => setDay(event.currentTarget.value)}
                error={faults.day ?? errors.expiryDate}
              />
              <DayPresets
                value={day}
                onChoose={(chosen) => {
                  if (dayInput.current) dayInput.current.value = chosen;
                  setDay(chosen);
                }}
                presets={[1, 2, 5].map((years) => ({
                  day: addMonths(todayUtc(), years * 12),
                  label: issueTexts.years(years),
                }))}
              />
            </Stack>
          )}
          <NoteField ref={noteInput} value={note} onChange={setNote} error={errors.note} />
          <ChangeError error={run?.error ?? null} fields={["reason", "note", "expiryDate"]} />
          <Group justify="flex-end">
            <Button variant="default" onClick={() => onClose(false)}>
              {shared.cancel}
            </Button>
            <Button
              type="submit"
              color={isFinal ? "red" : undefined}
              leftSection={<Icon size={16} aria-hidden />}
              disabled={action === "renew" && until === "samePeriod" && unlimited === credentials.length}
            >
              {texts.actions[action]}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

/** One request for each new last day. Without a given day, each credential is extended by its own period. */
export function renewals(credentials: IssuedCredential[], day?: string): BulkRequest[] {
  const byDay = new Map<string, string[]>();
  for (const { id, issueDate, validFrom, expiryDate } of credentials) {
    const next = day ?? (expiryDate === null ? undefined : samePeriodFrom({ issueDate, validFrom, expiryDate }));
    if (next !== undefined) byDay.set(next, [...(byDay.get(next) ?? []), id]);
  }
  return [...byDay].map(([expiryDate, ids]) => ({ action: "renew", expiryDate, ids }));
}
