import { type Batch, EmptyState, ErrorAlert, Name, RelativeTime } from "@kubecredential/shared";
import { Anchor, Box, Button, Card, Group, Skeleton, Stack, Table, Text, Title } from "@mantine/core";
import IconPlus from "@tabler/icons-react/icons/IconPlus";
import IconStack2 from "@tabler/icons-react/icons/IconStack2";
import { Link } from "@tanstack/react-router";
import { Clamped } from "../Clamped";
import { useMayUse } from "../session/useSession";
import { useTexts } from "../texts";
import { useIsNarrow } from "../useIsNarrow";
import { iconOf } from "./actions";
import { ShortProgress, StateBadge } from "./BatchState";
import { useBatchTexts } from "./texts";
import { useBatches } from "./useBatches";

/** The batches: what was uploaded, and how far it has come. */
export function BatchesPage() {
  const all = useTexts();
  const texts = useBatchTexts();
  const mayIssue = useMayUse("issue");
  const narrow = useIsNarrow();
  const list = useBatches();
  const batches = list.data?.pages.flatMap((page) => page.items) ?? [];
  const add = mayIssue && (
    <Button
      leftSection={<IconPlus size={16} aria-hidden />}
      renderRoot={(props) => <Link to="/batches/new" {...props} />}
    >
      {texts.add}
    </Button>
  );
  return (
    <>
      <title>{all.pageTitle(texts.title)}</title>
      <Group justify="space-between" mb="lg" gap="sm">
        <div style={{ flex: "1 1 18rem" }}>
          <Title order={1} size="h2">
            {texts.title}
          </Title>
          <Text c="dimmed">{texts.intro}</Text>
        </div>
        {batches.length > 0 && add}
      </Group>
      {list.error && (
        <Box mb="md">
          <ErrorAlert error={list.error} onRetry={() => list.refetch()} retrying={list.isFetching} />
        </Box>
      )}
      {list.isPending ? (
        <Skeleton h={240} radius="lg" role="status" aria-label={texts.loading} />
      ) : batches.length > 0 ? (
        <>
          {narrow ? <Cards batches={batches} /> : <Rows batches={batches} />}
          <Stack align="center" gap="xs" mt="md">
            <Text size="sm" c="dimmed" role="status">
              {texts.shown(batches.length)}
            </Text>
            {list.hasNextPage && (
              <Button variant="light" onClick={() => list.fetchNextPage()} loading={list.isFetchingNextPage}>
                {all.list.more}
              </Button>
            )}
          </Stack>
        </>
      ) : (
        list.data && (
          <Card>
            <EmptyState icon={IconStack2} title={texts.emptyTitle} text={texts.empty} action={add} />
          </Card>
        )
      )}
    </>
  );
}

function Rows({ batches }: { batches: Batch[] }) {
  const texts = useBatchTexts();
  return (
    <Card p={0}>
      <Table.ScrollContainer minWidth={860}>
        <Table layout="fixed" verticalSpacing="sm" horizontalSpacing="md" highlightOnHover aria-label={texts.title}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{texts.columns.file}</Table.Th>
              <Table.Th w="12rem">{texts.columns.action}</Table.Th>
              <Table.Th w="11.5rem">{texts.columns.state}</Table.Th>
              <Table.Th w="13rem">{texts.columns.progress}</Table.Th>
              <Table.Th w="10rem">{texts.columns.created}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {batches.map((batch) => (
              <Table.Tr key={batch.id}>
                <Table.Td>
                  <BatchLink batch={batch} />
                  <About batch={batch} />
                </Table.Td>
                <Table.Td>
                  <ActionText batch={batch} />
                </Table.Td>
                <Table.Td>
                  <StateBadge state={batch.state} />
                </Table.Td>
                <Table.Td>
                  <ShortProgress batch={batch} />
                </Table.Td>
                <Table.Td>
                  <Text size="sm" component="div">
                    <RelativeTime at={batch.createdAt} />
                  </Text>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Card>
  );
}

function Cards({ batches }: { batches: Batch[] }) {
  const texts = useBatchTexts();
  return (
    <Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: "none" }} aria-label={texts.title}>
      {batches.map((batch) => (
        <Card component="li" key={batch.id} p="md">
          <BatchLink batch={batch} />
          <About batch={batch} />
          <Group justify="space-between" mt="sm" gap="xs">
            <StateBadge state={batch.state} />
            <ActionText batch={batch} />
          </Group>
          <Box mt="xs">
            <ShortProgress batch={batch} />
          </Box>
          <Text size="sm" c="dimmed" mt="xs" component="div">
            <RelativeTime at={batch.createdAt} />
          </Text>
        </Card>
      ))}
    </Stack>
  );
}

function BatchLink({ batch: { id, file } }: { batch: Batch }) {
  const texts = useBatchTexts();
  return (
    <Anchor fw={600} renderRoot={(props) => <Link to="/batches/$id" params={{ id }} {...props} />}>
      <Clamped lines={2} isInLink>
        {file.name ?? texts.unnamed}
      </Clamped>
    </Anchor>
  );
}

function About({ batch: { type, issuer } }: { batch: Batch }) {
  const about = [type, issuer].filter((text) => text !== null).join(" · ");
  if (about === "") return null;
  return (
    <Text size="sm" c="dimmed" component="div">
      <Clamped lines={1}>{about}</Clamped>
    </Text>
  );
}

function ActionText({ batch: { action } }: { batch: Batch }) {
  const texts = useBatchTexts();
  const Icon = iconOf(action);
  return (
    <Group gap={6} wrap="nowrap">
      <Icon size={16} aria-hidden />
      <Text size="sm" component="span">
        <Name>{texts.actions[action]}</Name>
      </Text>
    </Group>
  );
}
