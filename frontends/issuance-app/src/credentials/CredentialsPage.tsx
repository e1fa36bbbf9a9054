import { EmptyState, ErrorAlert, fieldErrorsOf } from "@kubecredential/shared";
import { Box, Button, Card, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import IconArrowUp from "@tabler/icons-react/icons/IconArrowUp";
import IconFiles from "@tabler/icons-react/icons/IconFiles";
import IconRefresh from "@tabler/icons-react/icons/IconRefresh";
import IconSearchOff from "@tabler/icons-react/icons/IconSearchOff";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { SelectionBar } from "../lifecycle/SelectionBar";
import { useMayUse } from "../session/useSession";
import { useTexts } from "../texts";
import { CredentialList } from "./CredentialList";
import { FilterBar } from "./FilterBar";
import type { Filters } from "./filters";
import { useCredentials, useNewer } from "./useCredentials";
import { useSelection } from "./useSelection";

export function CredentialsPage() {
  const texts = useTexts();
  const mayIssue = useMayUse("issue");
  const filters = useSearch({ from: "/credentials" });
  const navigate = useNavigate({ from: "/credentials" });
  const list = useCredentials(filters);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const selection = useSelection(items);
  const newer = useNewer(filters, items[0]?.credential.id, list.isSuccess && !list.isPlaceholderData);
  const filtered = Object.keys(filters).length > 0;

  function narrowTo(next: Filters) {
    void navigate({ search: next, replace: true, resetScroll: false });
  }

  return (
    <>
      <title>{texts.pageTitle(texts.list.title)}</title>
      <Group justify="space-between" mb="lg" gap="sm">
        <div>
          <Title order={1} size="h2">
            {texts.list.title}
          </Title>
          <Text c="dimmed">{texts.list.intro}</Text>
        </div>
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} aria-hidden />}
          onClick={() => list.refetch()}
          loading={list.isRefetching && !list.isFetchingNextPage}
          loaderProps={{ type: "dots" }}
        >
          {texts.list.refresh}
        </Button>
      </Group>
      <FilterBar filters={filters} onChange={narrowTo} errors={fieldErrorsOf(list.error)} />
      {list.error && (
        <Box mb="md">
          <ErrorAlert error={list.error} onRetry={() => list.refetch()} retrying={list.isFetching} />
        </Box>
      )}
      {/* Always rendered: screen readers announce only what is added to an existing live region. */}
      <div role="status">
        {newer && (
          <Button
            fullWidth
            variant="light"
            mb="md"
            leftSection={<IconArrowUp size={16} aria-hidden />}
            onClick={() => {
              void list.refetch();
              scrollTo({ top: 0 });
            }}
          >
            {texts.list.newer(newer.count, newer.isMore)}
          </Button>
        )}
      </div>
      {mayIssue && <SelectionBar selected={selection.selected} onClear={selection.clear} />}
      {list.isPending ? (
        <Card role="status" aria-label={texts.list.loading}>
          <Stack gap="sm">
            {[1, 2, 3, 4, 5, 6].map((row) => (
              <Skeleton key={row} h={36} />
            ))}
          </Stack>
        </Card>
      ) : list.data && items.length === 0 ? (
        <Card>
          {filtered ? (
            <EmptyState
              icon={IconSearchOff}
              title={texts.list.noneTitle}
              text={texts.list.none}
              action={
                <Button variant="default" onClick={() => narrowTo({})}>
                  {texts.list.filters.clear}
                </Button>
              }
            />
          ) : (
            <EmptyState
              icon={IconFiles}
              title={texts.list.emptyTitle}
              text={texts.list.empty}
              action={
                mayIssue && <Button renderRoot={(props) => <Link to="/" {...props} />}>{texts.list.issueFirst}</Button>
              }
            />
          )}
        </Card>
      ) : items.length > 0 ? (
        <>
          <CredentialList items={items} selection={mayIssue ? selection : undefined} />
          <Stack align="center" gap="xs" mt="md">
            <Text size="sm" c="dimmed" role="status">
              {texts.list.shown(items.length, !list.hasNextPage, filtered)}
            </Text>
            {list.hasNextPage && (
              <NextPage onReached={() => list.fetchNextPage()} loading={list.isFetchingNextPage}>
                {texts.list.more}
              </NextPage>
            )}
          </Stack>
        </>
      ) : null}
    </>
  );
}

interface NextPageProps {
  onReached: () => void;
  loading: boolean;
  children: string;
}

/** Loads the next page when scrolled into view. It is still a button, for the keyboard and for retrying. */
function NextPage({ onReached, loading, children }: NextPageProps) {
  const button = useRef<HTMLButtonElement>(null);
  const reached = useRef(onReached);
  reached.current = onReached;
  useEffect(() => {
    if (!button.current || loading) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) reached.current();
      },
      { rootMargin: "400px" },
    );
    observer.observe(button.current);
    return () => observer.disconnect();
  }, [loading]);
  return (
    <Button ref={button} variant="light" onClick={onReached} loading={loading}>
      {children}
    </Button>
  );
}
