import { lengthOf, type StatusReason, useSharedTexts } from "@kubecredential/shared";
import { NativeSelect, Textarea } from "@mantine/core";
import type { Ref } from "react";
import { useTexts } from "../texts";

export const longestNote = 1_000;

export const reasons: StatusReason[] = [
  "error",
  "withdrawn",
  "fraud",
  "nonCompliance",
  "nonPayment",
  "keyCompromise",
  "administrative",
  "other",
];

interface ReasonSelectProps {
  value: StatusReason | "";
  onChange: (reason: StatusReason | "") => void;
  error?: string;
  ref?: Ref<HTMLSelectElement>;
}

export function ReasonSelect({ value, onChange, error, ref }: ReasonSelectProps) {
  const texts = useTexts().lifecycle;
  const words = useSharedTexts().status.reasons;
  return (
    <NativeSelect
      ref={ref}
      label={texts.reason}
      description={texts.reasonHint}
      required
      data-autofocus
      value={value}
      onChange={(event) => onChange(event.currentTarget.value as StatusReason | "")}
      error={error}
      data={[
        { value: "", label: texts.chooseReason },
        ...reasons.map((reason) => ({ value: reason, label: words[reason] })),
      ]}
    />
  );
}

interface NoteFieldProps {
  value: string;
  onChange: (note: string) => void;
  error?: string;
  /** For an erasure: the note stays. */
  stays?: boolean;
  ref?: Ref<HTMLTextAreaElement>;
}

/** The private note, with how much of its length is used. */
export function NoteField({ value, onChange, error, stays, ref }: NoteFieldProps) {
  const texts = useTexts().lifecycle;
  const used = lengthOf(value.trim());
  return (
    <Textarea
      ref={ref}
      label={texts.note}
      description={`${stays ? texts.eraseNoteHint : texts.noteHint} ${texts.noteUsed(used, longestNote)}`}
      autosize
      minRows={2}
      maxRows={8}
      dir="auto"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={used > longestNote ? texts.errors.noteTooLong(used, longestNote) : error}
    />
  );
}

export function isNoteTooLong(note: string): boolean {
  return lengthOf(note.trim()) > longestNote;
}

/** The member of a request; left out if there is no note. */
export function noteIn(note: string): { note?: string } {
  return note.trim() === "" ? {} : { note: note.trim() };
}
