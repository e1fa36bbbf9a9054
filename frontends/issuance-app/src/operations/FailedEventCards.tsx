import { Name } from "@kubecredential/shared";
import { Badge, Button, Card, Group, Text } from "@mantine/core";
import { useState } from "react";
import { useTexts } from "../texts";
import {
  CredentialOf,
  EventActions,
  EventDetails,
  type FailedEventListProps,
  SelectEvent,
  When,
} from "./FailedEventTable";
import classes from "./QueueSection.module.css";
import type { SnapshotRow } from "./useSnapshot";

/** FailedEventTable's rows as cards, for narrow screens. */
export function FailedEventCards({ rows, queue, ...actions }: FailedEventListProps) {
  const texts = useTexts().operations.queues;
  return (
    <ul className={classes.list} aria-label={texts[queue]}>
      {rows.map((row) => (
        <EventCard key={row.event.id} row={row} isDead={queue === "dead"} {...actions} />
      ))}
    </ul>
  );
}

interface EventCardProps extends Omit<FailedEventListProps, "rows" | "queue"> {
  row: SnapshotRow;
  isDead: boolean;
}

function EventCard({ row: { event, hasChanged }, isDead, ...actions }: EventCardProps) {
  const texts = useTexts().operations.queues;
  const [opened, setOpened] = useState(false);
  return (
    <Card component="li" p="sm" className={classes.row} data-changed={hasChanged}>
      <Group gap="sm" wrap="nowrap" align="flex-start">
        {isDead && <SelectEvent event={event} hasChanged={hasChanged} {...actions} />}
        <div style={{ flex: 1, minWidth: 0 }}>
          <CredentialOf event={event} />
          <Text size="sm" className="kc-break" mt={4} component="div">
            {hasChanged && (
              <Badge size="sm" color="gray" me="xs">
                {texts.hasChanged}
              </Badge>
            )}
            <Name className={classes.reason}>{event.reason ?? texts.noReason}</Name>
          </Text>
          <Text size="xs" c="dimmed" component="div">
            {texts.attempts(event.attempts)} · {isDead ? texts.columns.failed : texts.columns.next}{" "}
            <When event={event} isDead={isDead} />
          </Text>
        </div>
        {isDead && <EventActions event={event} hasChanged={hasChanged} {...actions} />}
      </Group>
      <Button
        size="compact-sm"
        variant="default"
        mt="xs"
        aria-expanded={opened}
        onClick={() => setOpened(!opened)}
        style={{ alignSelf: "flex-start" }}
      >
        {texts.details}
      </Button>
      {opened && <EventDetails event={event} />}
    </Card>
  );
}
