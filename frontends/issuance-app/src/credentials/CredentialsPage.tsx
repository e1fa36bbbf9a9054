import { EmptyState, ErrorAlert } from "@kubecredential/shared";
import { Box, Button, Card, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import IconFiles from "@tabler/icons-react/icons/IconFiles";
import IconRefresh from "@tabler/icons-react/icons/IconRefresh";
import { Link } from "@tanstack/react-router";
import { useTexts } from "../texts";
import { CredentialList } from "./CredentialList";
import { useCredentials } from "./useCredentials";

export function CredentialsPage() {
  const texts = useTexts();
  const list = useCredentials();
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
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
      {list.error && (
        <Box mb="md">
          <ErrorAlert error={list.error} onRetry={() => list.refetch()} retrying={list.isFetching} />
        </Box>
      )}
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
          <EmptyState
            icon={IconFiles}
            title={texts.list.emptyTitle}
            text={texts.list.empty}
            action={<Button renderRoot={(props) => <Link to="/" {...props} />}>{texts.list.issueFirst}</Button>}
          />
        </Card>
      ) : items.length > 0 ? (
        <>
          <CredentialList items={items} />
          <Stack align="center" gap="xs" mt="md">
            <Text size="sm" c="dimmed" role="status">
              {texts.list.shown(items.length, !list.hasNextPage)}
            </Text>
            {list.hasNextPage && (
              <Button variant="light" onClick={() => list.fetchNextPage()} loading={list.isFetchingNextPage}>
                {texts.list.more}
              </Button>
            )}
          </Stack>
        </>
      ) : null}
    </>
  );
}
