import { EmptyState, ErrorAlert, isolated, Name, RelativeTime, type SignedIn } from "@kubecredential/shared";
import { Badge, Button, Card, Group, Skeleton, Stack, Table, Text, Title } from "@mantine/core";
import IconUsers from "@tabler/icons-react/icons/IconUsers";
import { useState } from "react";
import { ConfirmDialog } from "../operations/ConfirmDialog";
import { useIsNarrow } from "../useIsNarrow";
import { useKeyTexts } from "./texts";
import { useEndSession, useSessions } from "./useApiKeys";

/** Who is signed in with a browser, and ending their sessions. */
export function SessionsCard() {
  const texts = useKeyTexts().sessions;
  const list = useSessions();
  const end = useEndSession();
  const narrow = useIsNarrow();
  const [asked, setAsked] = useState<SignedIn>();
  const sessions = list.data?.pages.flatMap(({ items }) => items);
  const List = narrow ? Cards : Rows;
  return (
    <Card component="section" aria-labelledby="sessions-heading">
      <Stack gap="md">
        <div>
          <Title order={2} size="h4" id="sessions-heading">
            {texts.heading}
          </Title>
          <Text size="sm" c="dimmed">
            {texts.intro}
          </Text>
        </div>
        {list.error && <ErrorAlert error={list.error} onRetry={() => list.refetch()} retrying={list.isFetching} />}
        {list.isPending ? (
          <Skeleton h={120} role="status" aria-label={texts.loading} />
        ) : sessions && sessions.length > 0 ? (
          <List sessions={sessions} onEnd={setAsked} />
        ) : (
          sessions && <EmptyState order={3} icon={IconUsers} title={texts.emptyTitle} text={texts.empty} />
        )}
        {list.hasNextPage && (
          <Button
            variant="light"
            size="sm"
            style={{ alignSelf: "center" }}
            onClick={() => list.fetchNextPage()}
            loading={list.isFetchingNextPage}
          >
            {texts.more}
          </Button>
        )}
      </Stack>
      <ConfirmDialog
        opened={asked !== undefined}
        onClose={() => setAsked(undefined)}
        title={texts.endTitle}
        text={texts.endText(isolated(asked?.name ?? ""))}
        action={texts.end}
        danger
        order={end}
        onConfirm={(_, close) => asked && end.mutate(asked.id, { onSuccess: close })}
      />
    </Card>
  );
}

interface ListProps {
  sessions: SignedIn[];
  onEnd: (session: SignedIn) => void;
}

function Rows({ sessions, onEnd }: ListProps) {
  const texts = useKeyTexts().sessions;
  return (
    <Table verticalSpacing="sm" aria-labelledby="sessions-heading">
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{texts.columns.name}</Table.Th>
          <Table.Th scope="col">{texts.columns.roles}</Table.Th>
          <Table.Th scope="col">{texts.columns.signedIn}</Table.Th>
          <Table.Th scope="col">{texts.columns.lastUsed}</Table.Th>
          <Table.Th scope="col">
            <span className="kc-visually-hidden">{texts.columns.actions}</span>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {sessions.map((session) => (
          <Table.Tr key={session.id}>
            <Table.Td className="kc-break">
              <Who session={session} />
            </Table.Td>
            <Table.Td className="kc-break">
              <RolesOf session={session} />
            </Table.Td>
            <Table.Td>
              <RelativeTime at={session.signedInAt} />
            </Table.Td>
            <Table.Td>
              <RelativeTime at={session.lastUsedAt} />
            </Table.Td>
            <Table.Td ta="end">
              <End session={session} onEnd={onEnd} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Cards({ sessions, onEnd }: ListProps) {
  const texts = useKeyTexts().sessions;
  return (
    <Stack component="ul" gap="md" p={0} m={0} style={{ listStyle: "none" }} aria-labelledby="sessions-heading">
      {sessions.map((session) => (
        <Stack component="li" key={session.id} gap={4} align="flex-start">
          <Text fw={600} className="kc-break" component="div">
            <Who session={session} />
          </Text>
          <Text size="sm" component="div">
            <RolesOf session={session} />
          </Text>
          <Text size="sm" c="dimmed" component="div">
            {texts.columns.signedIn}: <RelativeTime at={session.signedInAt} /> · {texts.columns.lastUsed}:{" "}
            <RelativeTime at={session.lastUsedAt} />
          </Text>
          <End session={session} onEnd={onEnd} />
        </Stack>
      ))}
    </Stack>
  );
}

interface SessionProps {
  session: SignedIn;
}

function Who({ session: { name, current } }: SessionProps) {
  const texts = useKeyTexts().sessions;
  return (
    <Group gap="xs">
      <Name>{name}</Name>
      {current && (
        <Badge variant="light" miw="max-content">
          {texts.current}
        </Badge>
      )}
    </Group>
  );
}

function RolesOf({ session: { roles, organisation } }: SessionProps) {
  const texts = useKeyTexts().api;
  const names = roles.map((role) => texts.roleNames[role as keyof typeof texts.roleNames] ?? role);
  return (
    <>
      {names.join(", ")}
      {organisation !== null && `, ${texts.only(isolated(organisation))}`}
    </>
  );
}

/** One's own session ends by signing out. */
function End({ session, onEnd }: SessionProps & Pick<ListProps, "onEnd">) {
  const texts = useKeyTexts().sessions;
  if (session.current) return null;
  return (
    <Button
      size="xs"
      variant="default"
      aria-label={texts.endOne(isolated(session.name))}
      onClick={() => onEnd(session)}
    >
      {texts.end}
    </Button>
  );
}
