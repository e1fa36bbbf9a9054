import { EmptyState, ErrorAlert, fieldErrorsOf, localeOf, useLanguage } from "@kubecredential/shared";
import { Box, Button, Card, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import IconArrowUp from "@tabler/icons-react/icons/IconArrowUp";
import IconFiles from "@tabler/icons-react/icons/IconFiles";
import IconRefresh from "@tabler/icons-react/icons/IconRefresh";
import IconSearchOff from "@tabler/icons-react/icons/IconSearchOff";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { SelectionBar } from "../lifecycle/SelectionBar";
import { useMayUse } from "../session/useSession";
import { useTexts } from "../texts";
import { useIsNarrow } from "../useIsNarrow";
import { CredentialList } from "./CredentialList";
import { useColumns } from "./columns";
import { FilterBar } from "./FilterBar";
import { conditionsOf, type Filters, newestFirst } from "./filters";
import { useListTexts } from "./texts";
import { useCredentials, useNewer } from "./useCredentials";
import { useSelection } from "./useSelection";
import { sortedBy, ViewBar } from "./ViewBar";

export function CredentialsPage() {
  const all = useTexts();
  const texts = useListTexts();
  const { language } = useLanguage();
  const narrow = useIsNarrow();
  const columns = useColumns();
  const mayIssue = useMayUse("issue");
  const filters = useSearch({ from: "/credentials" });
  const navigate = useNavigate({ from: "/credentials" });
  const client = useQueryClient();
  const list = useCredentials(filters);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const selection = useSelection(items);
  const newer = useNewer(filters, items[0]?.credential.id, list.isSuccess && !list.isPlaceholderData);
  const filtered = Object.keys(conditionsOf(filters)).length > 0;

  function refresh() {
    void list.refetch();
    void client.invalidateQueries({ queryKey: ["credentials", "count"] });
  }

  function narrowTo(next: Filters) {
    void navigate({ search: next, replace: true, resetScroll: false });
  }

  return (
    <>
      <title>{all.pageTitle(texts.title)}</title>
      <Group justify="space-between" mb="lg" gap="sm">
        <div>
          <Title order={1} size="h2">
            {texts.title}
          </Title>
          <Text c="dimmed">{texts.intro}</Text>
        </div>
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} aria-hidden />}
          onClick={refresh}
          loading={list.isRefetching && !list.isFetchingNextPage}
          loaderProps={{ type: "dots" }}
        >
          {texts.refresh}
        </Button>
      </Group>
      <FilterBar filters={filters} onChange={narrowTo} errors={fieldErrorsOf(list.error)} />
      {list.error && (
        <Box mb="md">
          <ErrorAlert error={list.error} onRetry={() => list.refetch()} retrying={list.isFetching} />
        </Box>
      )}
      <ViewBar filters={filters} onChange={narrowTo} shown={columns.shown} onShow={columns.show} narrow={narrow} />
      {/* Always rendered: screen readers announce only what is added to an existing live region. */}
      <div role="status">
        {newer && (
          <Button
            fullWidth
            variant="light"
            mb="md"
            leftSection={<IconArrowUp size={16} aria-hidden />}
            onClick={() => {
              refresh();
              scrollTo({ top: 0 });
            }}
          >
            {texts.newer(newer.count, newer.isMore)}
          </Button>
        )}
      </div>
      {mayIssue && <SelectionBar selected={selection.selected} onClear={selection.clear} />}
      {list.isPending ? (
        <Card role="status" aria-label={texts.loading}>
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
              title={texts.noneTitle}
              text={texts.none}
              action={
                <Button variant="default" onClick={() => narrowTo(filters.sort ? { sort: filters.sort } : {})}>
                  {texts.filters.clear}
                </Button>
              }
            />
          ) : (
            <EmptyState
              icon={IconFiles}
              title={texts.emptyTitle}
              text={texts.empty}
              action={
                mayIssue && <Button renderRoot={(props) => <Link to="/" {...props} />}>{texts.issueFirst}</Button>
              }
            />
          )}
        </Card>
      ) : items.length > 0 ? (
        <>
          <CredentialList
            items={items}
            columns={columns.shown}
            order={filters.sort ?? newestFirst}
            onSort={(order) => narrowTo(sortedBy(filters, order))}
            selection={mayIssue ? selection : undefined}
          />
          <Stack align="center" gap="xs" mt="md">
            <Text size="sm" c="dimmed" role="status">
              {texts.shown(items.length.toLocaleString(localeOf(language)), items.length === 1, !list.hasNextPage)}
            </Text>
            {list.hasNextPage && (
              <NextPage onReached={() => list.fetchNextPage()} loading={list.isFetchingNextPage}>
                {all.list.more}
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
