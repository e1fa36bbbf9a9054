import { type FailedEvent, JsonText, Name, RelativeTime, TraceId } from "@kubecredential/shared";
import { ActionIcon, Anchor, Badge, Checkbox, Code, Group, Stack, Table, Text } from "@mantine/core";
import IconChevronDown from "@tabler/icons-react/icons/IconChevronDown";
import IconChevronRight from "@tabler/icons-react/icons/IconChevronRight";
import IconRefresh from "@tabler/icons-react/icons/IconRefresh";
import IconTrash from "@tabler/icons-react/icons/IconTrash";
import { Link } from "@tanstack/react-router";
import { Fragment, useState } from "react";
import { useTexts } from "../texts";
import { Comparison } from "./Comparison";
import classes from "./QueueSection.module.css";
import type { Queue } from "./queueChoice";
import type { SnapshotRow } from "./useSnapshot";

export interface FailedEventListProps {
  rows: SnapshotRow[];
  queue: Queue;
  selected: ReadonlySet<string>;
  onSelect: (selected: ReadonlySet<string>) => void;
  onReprocess: (id: string) => void;
  onDiscard: (id: string) => void;
}

export function FailedEventTable({ rows, queue, ...actions }: FailedEventListProps) {
  const texts = useTexts().operations.queues;
  const { selected, onSelect } = actions;
  const selectable = rows.filter((row) => !row.hasChanged).map((row) => row.event.id);
  const count = selectable.filter((id) => selected.has(id)).length;
  const isDead = queue === "dead";
  return (
    <Table.ScrollContainer minWidth={640}>
      <Table verticalSpacing="sm" aria-label={texts[queue]}>
        <Table.Thead>
          <Table.Tr>
            {isDead && (
              <Table.Th w={40}>
                <Checkbox
                  size="md"
                  aria-label={texts.selectAll}
                  checked={count > 0 && count === selectable.length}
                  indeterminate={count > 0 && count < selectable.length}
                  disabled={selectable.length === 0}
                  onChange={(event) => onSelect(new Set(event.currentTarget.checked ? selectable : []))}
                />
              </Table.Th>
            )}
            <Table.Th w={40}>
              <span className="kc-visually-hidden">{texts.details}</span>
            </Table.Th>
            <Table.Th>{texts.columns.credential}</Table.Th>
            <Table.Th>{texts.columns.reason}</Table.Th>
            <Table.Th>{texts.columns.attempts}</Table.Th>
            <Table.Th>{isDead ? texts.columns.failed : texts.columns.next}</Table.Th>
            {isDead && (
              <Table.Th w={80}>
                <span className="kc-visually-hidden">{texts.columns.actions}</span>
              </Table.Th>
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Row key={row.event.id} row={row} isDead={isDead} {...actions} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

interface RowProps extends Omit<FailedEventListProps, "rows" | "queue"> {
  row: SnapshotRow;
  isDead: boolean;
}

function Row({ row: { event, hasChanged }, isDead, ...actions }: RowProps) {
  const texts = useTexts().operations.queues;
  const [opened, setOpened] = useState(false);
  const Chevron = opened ? IconChevronDown : IconChevronRight;
  return (
    <Fragment>
      <Table.Tr className={classes.row} data-changed={hasChanged}>
        {isDead && (
          <Table.Td>
            <SelectEvent event={event} hasChanged={hasChanged} {...actions} />
          </Table.Td>
        )}
        <Table.Td>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-expanded={opened}
            aria-label={texts.detailsOf(event.id)}
            title={texts.details}
            onClick={() => setOpened(!opened)}
          >
            <Chevron size={16} aria-hidden />
          </ActionIcon>
        </Table.Td>
        <Table.Td>
          <CredentialOf event={event} />
        </Table.Td>
        <Table.Td className="kc-break">
          {hasChanged && (
            <Badge size="sm" color="gray" me="xs">
              {texts.hasChanged}
            </Badge>
          )}
          <Name className={classes.reason}>{event.reason ?? texts.noReason}</Name>
        </Table.Td>
        <Table.Td>{event.attempts}</Table.Td>
        <Table.Td style={{ whiteSpace: "nowrap" }}>
          <When event={event} isDead={isDead} />
        </Table.Td>
        {isDead && (
          <Table.Td>
            <EventActions event={event} hasChanged={hasChanged} {...actions} />
          </Table.Td>
        )}
      </Table.Tr>
      {opened && (
        <Table.Tr>
          <Table.Td colSpan={isDead ? 7 : 5}>
            <EventDetails event={event} />
          </Table.Td>
        </Table.Tr>
      )}
    </Fragment>
  );
}

export function CredentialOf({ event }: { event: FailedEvent }) {
  const texts = useTexts().operations.queues;
  const id = event.credentialId;
  return (
    <div>
      {id ? (
        <Anchor
          size="sm"
          ff="monospace"
          title={id}
          renderRoot={(props) => <Link to="/credentials/$id" params={{ id }} {...props} />}
        >
          …{id.slice(-12)}
        </Anchor>
      ) : (
        <Text size="sm" c="dimmed">
          {texts.unreadable}
        </Text>
      )}
      <Text size="xs" c="dimmed" className="kc-break">
        <Name>{event.eventType ?? event.id}</Name>
        {event.givenUpBy && ` · ${texts.givenUpBy[event.givenUpBy as "relay" | "verifier"] ?? event.givenUpBy}`}
      </Text>
    </div>
  );
}

export function When({ event, isDead }: { event: FailedEvent; isDead: boolean }) {
  const at = isDead ? event.lastFailedAt : event.nextAttemptAt;
  return at ? <RelativeTime at={at} /> : "–";
}

type Choice = Pick<FailedEventListProps, "selected" | "onSelect"> & { event: FailedEvent; hasChanged: boolean };

export function SelectEvent({ event, hasChanged, selected, onSelect }: Choice) {
  const texts = useTexts().operations.queues;
  return (
    <Checkbox
      size="md"
      aria-label={texts.select(event.id)}
      checked={!hasChanged && selected.has(event.id)}
      disabled={hasChanged}
      onChange={(change) => {
        const next = new Set(selected);
        if (change.currentTarget.checked) next.add(event.id);
        else next.delete(event.id);
        onSelect(next);
      }}
    />
  );
}

type Actions = Pick<FailedEventListProps, "onReprocess" | "onDiscard"> & { event: FailedEvent; hasChanged: boolean };

export function EventActions({ event, hasChanged, onReprocess, onDiscard }: Actions) {
  const texts = useTexts().operations.queues;
  return (
    <Group gap={4} wrap="nowrap">
      <ActionIcon
        variant="subtle"
        aria-label={texts.reprocessOne(event.id)}
        title={texts.reprocess}
        disabled={hasChanged}
        onClick={() => onReprocess(event.id)}
      >
        <IconRefresh size={16} aria-hidden />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="red"
        aria-label={texts.discardOne(event.id)}
        title={texts.discard}
        disabled={hasChanged}
        onClick={() => onDiscard(event.id)}
      >
        <IconTrash size={16} aria-hidden />
      </ActionIcon>
    </Group>
  );
}

export function EventDetails({ event }: { event: FailedEvent }) {
  const texts = useTexts().operations.queues;
  const traceId = event.traceParent?.split("-")[1];
  return (
    <Stack gap="xs">
      <Text size="xs" c="dimmed" className="kc-break">
        {texts.eventId} <Code>{event.id}</Code>
      </Text>
      {event.firstFailedAt && (
        <Text size="xs" c="dimmed" component="div">
          {texts.firstFailed} <RelativeTime at={event.firstFailedAt} />
        </Text>
      )}
      {traceId && <TraceId traceId={traceId} />}
      {event.credentialId && <Comparison event={event} credentialId={event.credentialId} />}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard has to reach it */}
      <section className={classes.payload} tabIndex={0} aria-label={texts.payload}>
        {event.payload !== undefined && event.payload !== null ? (
          <JsonText value={event.payload} />
        ) : (
          <Name>{event.text ?? texts.noPayload}</Name>
        )}
      </section>
    </Stack>
  );
}
