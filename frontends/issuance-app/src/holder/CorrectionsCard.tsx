import {
  type Correction,
  fieldErrorsOf,
  type Holder,
  isSameText,
  lengthOf,
  Name,
  RelativeTime,
  useSharedTexts,
} from "@kubecredential/shared";
import { Badge, Button, Card, Group, Stack, Text, Textarea, TextInput, Title } from "@mantine/core";
import IconPencil from "@tabler/icons-react/icons/IconPencil";
import IconSend from "@tabler/icons-react/icons/IconSend";
import { type SyntheticEvent, useRef, useState } from "react";
import { Refusal } from "../Refusal";
import classes from "./Holder.module.css";
import { useHolderTexts } from "./texts";
import { useReport } from "./useHolder";

const longestName = 200;
const longestNote = 1_000;
const mostOpen = 3;
const colours = { open: "blue", corrected: "teal", declined: "gray" } as const;

/** What the holder has asked to have corrected, and the form for it. */
export function CorrectionsCard({ holder: { credential, corrections } }: { holder: Holder }) {
  const texts = useHolderTexts().corrections;
  const [isReporting, setIsReporting] = useState(false);
  const [isSent, setIsSent] = useState(false);
  const card = useRef<HTMLElement>(null);
  const open = corrections.filter(({ state }) => state === "open").length;
  return (
    <Card
      component="section"
      ref={card}
      tabIndex={-1}
      aria-labelledby="corrections-heading"
      style={{ outline: "none" }}
    >
      <Stack gap="sm" align="stretch">
        <div>
          <Title order={2} size="h4" id="corrections-heading">
            {texts.heading}
          </Title>
          <Text size="sm" c="dimmed">
            {texts.intro}
          </Text>
        </div>
        {isReporting ? (
          <Report
            name={credential.holderName}
            onClose={(sent) => {
              setIsReporting(false);
              setIsSent(sent);
              setTimeout(() => card.current?.focus({ preventScroll: true }));
            }}
          />
        ) : open < mostOpen ? (
          <Button
            variant="default"
            leftSection={<IconPencil size={16} aria-hidden />}
            style={{ alignSelf: "flex-start" }}
            onClick={() => {
              setIsSent(false);
              setIsReporting(true);
            }}
          >
            {texts.report}
          </Button>
        ) : (
          <Text size="sm">{texts.tooMany}</Text>
        )}
        <Text size="sm" component="div" role="status">
          {isSent && texts.sent}
        </Text>
        {corrections.length > 0 && (
          <ul className={classes.list} aria-labelledby="corrections-heading">
            {corrections.map((correction) => (
              <Item key={correction.id} correction={correction} />
            ))}
          </ul>
        )}
      </Stack>
    </Card>
  );
}

function Item({ correction: { proposed, state, createdAt, answer } }: { correction: Correction }) {
  const texts = useHolderTexts().corrections;
  return (
    <li>
      <Group gap="xs">
        <Badge variant="light" size="md" color={colours[state]}>
          {texts.states[state]}
        </Badge>
        <Text size="sm" c="dimmed" component="span">
          <RelativeTime at={createdAt} />
        </Text>
      </Group>
      <Text size="sm" className="kc-break" mt={4}>
        {texts.asked}: <Name>{proposed}</Name>
      </Text>
      {state === "corrected" && <Text size="sm">{texts.corrected}</Text>}
      {answer && (
        <Text size="sm" className="kc-break">
          {texts.answer}: <Name>{answer}</Name>
        </Text>
      )}
    </li>
  );
}

function Report({ name, onClose }: { name: string; onClose: (sent: boolean) => void }) {
  const all = useHolderTexts();
  const texts = all.corrections;
  const shared = useSharedTexts();
  const order = useReport();
  const [proposed, setProposed] = useState(name);
  const [note, setNote] = useState("");
  const [faults, setFaults] = useState<{ proposed?: string; note?: string }>({});
  const nameInput = useRef<HTMLInputElement>(null);
  const noteInput = useRef<HTMLTextAreaElement>(null);
  const refused = fieldErrorsOf(order.error);

  function send(event: SyntheticEvent) {
    event.preventDefault();
    if (order.isPending) return;
    const wanted = proposed.trim();
    const fault =
      wanted === ""
        ? texts.errors.missing
        : isSameText(wanted, name)
          ? texts.errors.same
          : lengthOf(wanted) > longestName
            ? texts.errors.tooLong(longestName)
            : undefined;
    const noteFault = lengthOf(note.trim()) > longestNote ? texts.errors.tooLong(longestNote) : undefined;
    setFaults({ proposed: fault, note: noteFault });
    if (fault) return nameInput.current?.focus();
    if (noteFault) return noteInput.current?.focus();
    order.mutate({ proposed: wanted, note: note.trim() || null }, { onSuccess: () => onClose(true) });
  }

  return (
    <form onSubmit={send} noValidate>
      <Stack gap="sm">
        <Text size="sm" className="kc-break">
          {texts.current}: <Name>{name}</Name>
        </Text>
        <TextInput
          ref={nameInput}
          autoFocus
          label={texts.proposed}
          required
          autoComplete="name"
          dir="auto"
          value={proposed}
          onChange={(event) => setProposed(event.currentTarget.value)}
          error={faults.proposed ?? refused.proposed}
        />
        <Textarea
          ref={noteInput}
          label={texts.note}
          description={texts.noteHint}
          autosize
          minRows={2}
          maxRows={8}
          dir="auto"
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          error={faults.note ?? refused.note}
        />
        {Object.keys(refused).length === 0 && (
          <Refusal error={order.error} title={all.refusedTitle} texts={{ tooMany: all.refusals.tooManyCorrections }} />
        )}
        <Group>
          <Button type="submit" loading={order.isPending} leftSection={<IconSend size={16} aria-hidden />}>
            {texts.send}
          </Button>
          <Button variant="default" onClick={() => onClose(false)}>
            {shared.cancel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
