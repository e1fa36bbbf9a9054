import { type Correction, fieldErrorsOf, lengthOf, Name, useSharedTexts } from "@kubecredential/shared";
import { Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { type SyntheticEvent, useRef, useState } from "react";
import { Refusal } from "../Refusal";
import { useCorrectionTexts } from "./texts";
import { useAnswer } from "./useCorrections";

const longestNote = 1_000;

interface DeclineProps {
  correction: Correction;
  onClose: () => void;
  onDone: () => void;
}

/** Says why a name stays as it is. */
export function Decline({ correction, onClose, onDone }: DeclineProps) {
  const texts = useCorrectionTexts();
  const shared = useSharedTexts();
  const order = useAnswer(correction.id);
  const [note, setNote] = useState("");
  const [fault, setFault] = useState<string>();
  const input = useRef<HTMLTextAreaElement>(null);
  const refused = fieldErrorsOf(order.error);

  function send(event: SyntheticEvent) {
    event.preventDefault();
    if (order.isPending) return;
    const why = note.trim();
    const found =
      why === "" ? texts.errors.missing : lengthOf(why) > longestNote ? texts.errors.tooLong(longestNote) : undefined;
    setFault(found);
    if (found) return input.current?.focus();
    order.mutate({ decision: "declined", note: why, replacedBy: null }, { onSuccess: onDone });
  }

  return (
    <form onSubmit={send} noValidate>
      <Stack>
        <Text>{texts.declineText}</Text>
        <Text size="sm" className="kc-break">
          {texts.proposed}: <Name>{correction.proposed}</Name>
        </Text>
        <Textarea
          ref={input}
          data-autofocus
          label={texts.reason}
          description={texts.reasonHint}
          required
          autosize
          minRows={3}
          maxRows={10}
          dir="auto"
          value={note}
          onChange={(event) => {
            setNote(event.currentTarget.value);
            setFault(undefined);
          }}
          error={fault ?? refused.note}
        />
        {!refused.note && <Refusal error={order.error} title={texts.refusedTitle} texts={texts.refusals} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {shared.cancel}
          </Button>
          <Button type="submit" loading={order.isPending}>
            {texts.decline}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
