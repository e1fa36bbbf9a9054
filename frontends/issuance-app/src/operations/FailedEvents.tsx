import { EmptyState, ErrorAlert, localeOf, useLanguage } from "@kubecredential/shared";
import { Alert, Button, Group, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import IconCircleCheck from "@tabler/icons-react/icons/IconCircleCheck";
import IconPlugConnectedX from "@tabler/icons-react/icons/IconPlugConnectedX";
import IconRefresh from "@tabler/icons-react/icons/IconRefresh";
import IconSearch from "@tabler/icons-react/icons/IconSearch";
import IconZoomExclamation from "@tabler/icons-react/icons/IconZoomExclamation";
import { useState } from "react";
import { useTexts } from "../texts";
import { useIsNarrow } from "../useIsNarrow";
import { Causes } from "./Causes";
import { ConfirmDialog } from "./ConfirmDialog";
import { FailedEventCards } from "./FailedEventCards";
import { FailedEventTable } from "./FailedEventTable";
import type { Queue, Service } from "./queueChoice";
import {
  isRedisAway,
  mostAtOnce,
  type Question,
  useCauses,
  useDiscard,
  useFailedEvents,
  useReprocess,
} from "./useOperations";
import { useSnapshot } from "./useSnapshot";

interface FailedEventsProps {
  service: Service;
  queue: Queue;
  /** The total number, if known. */
  total: number | undefined;
}

export function FailedEvents({ service, queue, total }: FailedEventsProps) {
  const texts = useTexts().operations.queues;
  const { language } = useLanguage();
  const narrow = useIsNarrow();
  const [search, setSearch] = useState("");
  const [cause, setCause] = useState<string>();
  const [words] = useDebouncedValue(search.trim(), 300);
  const q = words || undefined;
  const causes = useCauses(service, q, queue === "dead");
  // A cause that is gone narrows nothing: there is no button left that would take it back.
  const shownCause = causes.data?.items.some((one) => one.cause === cause) ? cause : undefined;
  const events = useFailedEvents(service, queue, { q, cause: shownCause });
  const { rows, news, reload } = useSnapshot(
    events.data?.pages,
    `${q ?? ""}\n${shownCause === undefined ? "" : `=${shownCause}`}`,
    events.isPlaceholderData,
  );
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [asked, setAsked] = useState<{ which: { ids: string[] } | Question; count: number }>();
  const [doomed, setDoomed] = useState<string>();
  const [done, setDone] = useState<string>();
  const reprocess = useReprocess(service);
  const discard = useDiscard(service);

  if (!rows) {
    if (!events.error) return <Skeleton h={160} role="status" aria-label={texts.loading} />;
    if (service === "verifier" && isRedisAway(events.error)) {
      return <EmptyState icon={IconPlugConnectedX} title={texts.redisAwayTitle} text={texts.redisAway} order={3} />;
    }
    return <ErrorAlert error={events.error} onRetry={() => events.refetch()} retrying={events.isFetching} />;
  }

  const changed = rows.filter((row) => row.hasChanged).length;
  const isNarrowed = q !== undefined || shownCause !== undefined;
  // What is on the screen was found by an earlier search.
  const isOld = search.trim() !== words || events.isPlaceholderData || causes.isPlaceholderData;
  const matching = causes.data?.items
    .filter((one) => shownCause === undefined || one.cause === shownCause)
    .reduce((sum, one) => sum + one.count, 0);
  // What is not shown is not reprocessed along with the rest. Rows that have changed since are not what the operator selected.
  const chosen = rows
    .filter((row) => !row.hasChanged && selected.has(row.event.id))
    .map((row) => row.event.id)
    .slice(0, mostAtOnce);
  const listed = Math.max(total ?? 0, rows.length);
  const all = Math.max(total ?? 0, rows.length - changed);

  function finish(message: string, close: () => void) {
    setDone(message);
    setSelected(new Set());
    setCause(undefined);
    setSearch("");
    reload();
    close();
  }

  const List = narrow ? FailedEventCards : FailedEventTable;
  return (
    <Stack gap="md">
      {/* Always rendered: screen readers announce only what is added to existing live regions. */}
      <div role="status" className={done ? undefined : "kc-visually-hidden"}>
        {done && (
          <Alert
            role="group"
            color="teal"
            withCloseButton
            onClose={() => setDone(undefined)}
            closeButtonLabel={texts.dismiss}
          >
            {done}
          </Alert>
        )}
      </div>
      <div role="status" className={changed > 0 || news > 0 ? undefined : "kc-visually-hidden"}>
        {(changed > 0 || news > 0) && (
          <Alert role="group" color="blue">
            <Group justify="space-between" gap="xs">
              <span>{texts.changed(changed, news)}</span>
              <Button size="xs" variant="default" onClick={reload} leftSection={<IconRefresh size={14} aria-hidden />}>
                {texts.reload}
              </Button>
            </Group>
          </Alert>
        )}
      </div>
      {events.error && (
        <ErrorAlert error={events.error} onRetry={() => events.refetch()} retrying={events.isFetching} />
      )}
      {causes.error && !events.error && (
        <ErrorAlert error={causes.error} onRetry={() => causes.refetch()} retrying={causes.isFetching} />
      )}
      {rows.length === 0 && search === "" && shownCause === undefined ? (
        <EmptyState
          icon={IconCircleCheck}
          color="teal"
          order={3}
          title={texts.empty[queue].title}
          text={texts.empty[queue].text}
        />
      ) : (
        <>
          {causes.data && causes.data.counted > 1 && (
            <Causes
              causes={causes.data.items}
              isPart={!causes.data.isComplete}
              isOld={isOld}
              shown={shownCause}
              onShow={setCause}
              onReprocess={(one) => setAsked({ which: { q, cause: one.cause }, count: one.count })}
            />
          )}
          {queue === "dead" && (rows.length > 1 || search !== "" || shownCause !== undefined) && (
            <TextInput
              type="search"
              label={texts.search}
              description={texts.searchHint}
              leftSection={<IconSearch size={16} aria-hidden />}
              autoComplete="off"
              maxLength={200}
              dir="auto"
              maw={480}
              value={search}
              onChange={(event) => setSearch(event.currentTarget.value)}
            />
          )}
          {queue === "dead" && (
            <Group gap="xs">
              <Button
                size="sm"
                disabled={chosen.length === 0}
                onClick={() => setAsked({ which: { ids: chosen }, count: chosen.length })}
              >
                {texts.reprocessSelected(chosen.length)}
              </Button>
              {!isNarrowed && (
                <Button size="sm" variant="default" onClick={() => setAsked({ which: {}, count: all })}>
                  {texts.reprocessAll(all)}
                </Button>
              )}
              {q !== undefined && matching !== undefined && causes.data?.isComplete && (
                <Button
                  size="sm"
                  variant="default"
                  disabled={matching === 0 || isOld}
                  onClick={() => setAsked({ which: { q, cause: shownCause }, count: matching })}
                >
                  {texts.reprocessFound(matching)}
                </Button>
              )}
            </Group>
          )}
          {rows.length === 0 ? (
            <EmptyState
              icon={IconZoomExclamation}
              order={3}
              title={texts.noneFoundTitle}
              text={events.hasNextPage ? texts.noneFoundYet : texts.noneFound}
            />
          ) : (
            <List
              rows={rows}
              queue={queue}
              selected={selected}
              onSelect={setSelected}
              onReprocess={(id) => setAsked({ which: { ids: [id] }, count: 1 })}
              onDiscard={setDoomed}
            />
          )}
          <Group justify="center" gap="md">
            <Text size="sm" c="dimmed" role="status">
              {isNarrowed || listed > rows.length
                ? texts.shownOf(
                    rows.length.toLocaleString(localeOf(language)),
                    listed.toLocaleString(localeOf(language)),
                  )
                : texts.shown(rows.length)}
            </Text>
            {events.hasNextPage && (
              <Button
                size="xs"
                variant="light"
                onClick={() => events.fetchNextPage()}
                loading={events.isFetchingNextPage}
              >
                {texts.more}
              </Button>
            )}
          </Group>
        </>
      )}
      <ConfirmDialog
        opened={asked !== undefined}
        onClose={() => setAsked(undefined)}
        title={texts.reprocessTitle(asked?.count ?? 0)}
        text={texts.reprocessText[service]}
        action={texts.reprocess}
        order={reprocess}
        onConfirm={(_, close) =>
          asked &&
          reprocess.mutate(asked.which, {
            onSuccess: (answer) => finish(texts.reprocessed(answer.reprocessedCount), close),
          })
        }
      />
      <ConfirmDialog
        opened={doomed !== undefined}
        onClose={() => setDoomed(undefined)}
        title={texts.discardTitle}
        text={texts.discardText}
        action={texts.discard}
        danger
        reason="required"
        order={discard}
        onConfirm={(reason, close) =>
          doomed && discard.mutate({ id: doomed, reason }, { onSuccess: () => finish(texts.discarded, close) })
        }
      />
    </Stack>
  );
}
