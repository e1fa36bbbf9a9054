import { ErrorAlert, isolated, Name, RelativeTime } from "@kubecredential/shared";
import { Dialog } from "@kubecredential/shared/dialog";
import { Alert, Anchor, Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTexts } from "../texts";
import { ConfirmDialog } from "./ConfirmDialog";
import classes from "./QueueSection.module.css";
import { type GroupDeadLetter, isRedisAway, useDiscardOfGroup, useGroupDeadLetters } from "./useOperations";

interface GroupDeadLettersProps {
  /** The group whose dead letters are shown. */
  group: string;
  opened: boolean;
  onClose: () => void;
}

/** What a consumer group has given up, why, and what to do; what nobody needs can be discarded. */
export function GroupDeadLetters({ group, opened, onClose }: GroupDeadLettersProps) {
  const texts = useTexts().operations;
  const own = texts.groups.deadLetters;
  const discard = useDiscardOfGroup();
  const [asked, setAsked] = useState<GroupDeadLetter>();
  return (
    <>
      {/* One dialog at a time: the list is there again when the question has been answered. */}
      <Dialog opened={opened && asked === undefined} onClose={onClose} title={own.title(isolated(group))} size="lg">
        <DeadLetterList group={group} onDiscard={setAsked} />
      </Dialog>
      <ConfirmDialog
        opened={opened && asked !== undefined}
        onClose={() => setAsked(undefined)}
        title={texts.queues.discardTitle}
        text={own.discardText(isolated(group))}
        action={texts.queues.discard}
        danger
        reason="required"
        order={discard}
        onConfirm={(reason, close) => asked && discard.mutate({ group, id: asked.id, reason }, { onSuccess: close })}
      />
    </>
  );
}

interface DeadLetterListProps {
  group: string;
  onDiscard: (event: GroupDeadLetter) => void;
}

function DeadLetterList({ group, onDiscard }: DeadLetterListProps) {
  const operations = useTexts().operations;
  const { queues } = operations;
  const texts = operations.groups.deadLetters;
  const list = useGroupDeadLetters(group);
  const events = list.data?.pages.flatMap((page) => page.items) ?? [];
  const isRequired = list.data?.pages[0]?.required ?? true;
  if (list.isPending) return <Skeleton h={160} radius="lg" role="status" aria-label={queues.loading} />;
  return (
    <Stack>
      {list.error && (
        <ErrorAlert error={list.error} onRetry={() => list.refetch()} retrying={list.isFetching}>
          {isRedisAway(list.error) && operations.redisAway}
        </ErrorAlert>
      )}
      {list.data && events.length === 0 && <Text>{queues.empty.dead.title}</Text>}
      {events.length > 0 && (
        <>
          <Alert variant="light" title={texts.adviceTitle}>
            {isRequired ? texts.adviceRequired : texts.advice}
          </Alert>
          <ul className={classes.list} aria-label={queues.dead}>
            {events.map((event) => (
              <li key={event.id}>
                <Group gap="sm" wrap="nowrap" align="flex-start">
                  <div style={{ flex: 1, minWidth: 0 }}>
                    <Text size="sm" className="kc-break">
                      <Name>{event.reason || queues.noReason}</Name>
                    </Text>
                    <Text size="xs" c="dimmed" className="kc-break" component="div">
                      {event.credentialId ? (
                        <Anchor
                          size="xs"
                          title={event.credentialId}
                          underline="always"
                          renderRoot={(props) => (
                            <Link to="/credentials/$id" params={{ id: event.credentialId ?? "" }} {...props} />
                          )}
                        >
                          {queues.columns.credential} …{event.credentialId.slice(-12)}
                        </Anchor>
                      ) : (
                        queues.unreadable
                      )}
                      {" · "}
                      <Name>{event.eventType ?? event.id}</Name>
                    </Text>
                    <Text size="xs" c="dimmed" component="div">
                      {queues.attempts(event.attempts)} · {queues.columns.failed} <RelativeTime at={event.failedAt} />
                    </Text>
                  </div>
                  {!isRequired && (
                    <Button
                      size="xs"
                      variant="default"
                      aria-label={queues.discardOne(event.id)}
                      onClick={() => onDiscard(event)}
                    >
                      {queues.discard}
                    </Button>
                  )}
                </Group>
              </li>
            ))}
          </ul>
          {list.hasNextPage && (
            <Button variant="default" loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
              {queues.more}
            </Button>
          )}
        </>
      )}
    </Stack>
  );
}
