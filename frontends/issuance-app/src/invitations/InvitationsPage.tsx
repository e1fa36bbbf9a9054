import {
  dayOf,
  EmptyState,
  ErrorAlert,
  formatDay,
  type Invitation,
  localeOf,
  Name,
  RelativeTime,
  useLanguage,
} from "@kubecredential/shared";
import { Anchor, Button, Card, Group, NativeSelect, Skeleton, Stack, Table, Text, Title } from "@mantine/core";
import IconMail from "@tabler/icons-react/icons/IconMail";
import IconMailSearch from "@tabler/icons-react/icons/IconMailSearch";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Clamped } from "../Clamped";
import { HoldersTabs } from "../holders/HoldersTabs";
import { useMayUse } from "../session/useSession";
import { useTexts } from "../texts";
import { useIsNarrow } from "../useIsNarrow";
import { InvitationActions } from "./InvitationActions";
import { InvitationBadge } from "./InvitationBadge";
import { readInvitationSearch } from "./invitationSearch";
import { invitationStates } from "./states";
import { useInvitationTexts } from "./texts";
import { useAllInvitations } from "./useInvitations";

/** All invitations, and what has become of them. */
export function InvitationsPage() {
  const all = useTexts();
  const texts = useInvitationTexts();
  const { language } = useLanguage();
  const narrow = useIsNarrow();
  const search = useSearch({ from: "/holders/invitations" });
  const navigate = useNavigate({ from: "/holders/invitations" });
  const list = useAllInvitations(search);
  const items = list.data?.pages.flatMap((page) => page.invitations) ?? [];
  const counts = list.data?.pages[0]?.counts;
  const number = (value: number) => value.toLocaleString(localeOf(language));
  const total = counts && Object.values(counts).reduce((sum, count) => sum + count, 0);
  const labelOf = (label: string, count: number | undefined) =>
    count === undefined ? label : texts.counted(label, number(count));
  return (
    <>
      <title>{all.pageTitle(texts.title)}</title>
      <HoldersTabs />
      <Title order={1} size="h2">
        {texts.title}
      </Title>
      <Text c="dimmed" mb="md">
        {texts.intro}
      </Text>
      <Group mb="md" gap="md" align="flex-end">
        <NativeSelect
          label={texts.filter}
          w={{ base: "100%", xs: 260 }}
          value={search.state ?? ""}
          onChange={(event) =>
            void navigate({
              search: readInvitationSearch({ ...search, state: event.currentTarget.value }),
              replace: true,
              resetScroll: false,
            })
          }
          data={[
            { value: "", label: labelOf(texts.all, total) },
            ...invitationStates.map((state) => ({
              value: state,
              label: labelOf(texts.states[state], counts?.[state]),
            })),
          ]}
        />
        {search.batch !== undefined && (
          <Group gap="xs" pb={6}>
            <Text size="sm">{texts.ofBatch}</Text>
            <Anchor
              size="sm"
              underline="always"
              renderRoot={(props) => <Link to="/batches/$id" params={{ id: search.batch ?? "" }} {...props} />}
            >
              {texts.openBatch}
            </Anchor>
            <Anchor
              size="sm"
              underline="always"
              renderRoot={(props) => (
                <Link to="/holders/invitations" search={search.state ? { state: search.state } : {}} {...props} />
              )}
            >
              {texts.everyBatch}
            </Anchor>
          </Group>
        )}
      </Group>
      {list.error && <ErrorAlert error={list.error} onRetry={() => list.refetch()} retrying={list.isFetching} />}
      {list.isPending ? (
        <Skeleton h={320} radius="lg" role="status" aria-label={texts.loading} />
      ) : items.length > 0 ? (
        <>
          {narrow ? <Cards items={items} /> : <Rows items={items} />}
          <Stack align="center" gap="xs" mt="md">
            <Text size="sm" c="dimmed" role="status">
              {texts.shown(items.length)}
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
            {search.state || search.batch ? (
              <EmptyState icon={IconMailSearch} title={texts.noneTitle} text={texts.none} />
            ) : (
              <EmptyState
                icon={IconMail}
                title={texts.emptyTitle}
                text={texts.empty}
                action={
                  <Button variant="default" renderRoot={(props) => <Link to="/credentials" {...props} />}>
                    {texts.toCredentials}
                  </Button>
                }
              />
            )}
          </Card>
        )
      )}
    </>
  );
}

function HolderLink({ invitation: { credentialId, holderName } }: { invitation: Invitation }) {
  return (
    <Anchor renderRoot={(props) => <Link to="/credentials/$id" params={{ id: credentialId }} {...props} />}>
      <Clamped isInLink>{holderName}</Clamped>
    </Anchor>
  );
}

function To({ invitation: { email, delivery } }: { invitation: Invitation }) {
  const texts = useInvitationTexts();
  return email === null ? texts.deliveries[delivery] : <Clamped>{email}</Clamped>;
}

function State({ invitation }: { invitation: Invitation }) {
  const texts = useInvitationTexts();
  const { language } = useLanguage();
  const { problem, openedAt, expiresAt, state } = invitation;
  return (
    <Stack gap={4} align="flex-start">
      <InvitationBadge invitation={invitation} />
      {openedAt !== null && (
        <Text size="xs" c="dimmed" component="div">
          <RelativeTime at={openedAt} />
        </Text>
      )}
      {(state === "queued" || state === "sent") && (
        <Text size="xs" c="dimmed">
          {texts.expires(formatDay(dayOf(expiresAt), language))}
        </Text>
      )}
      {problem !== null && (
        <Text size="sm" className="kc-break">
          <Name>{problem}</Name>
        </Text>
      )}
    </Stack>
  );
}

function Rows({ items }: { items: Invitation[] }) {
  const texts = useInvitationTexts();
  const mayChange = useMayUse("issue");
  return (
    <Card p={0}>
      <Table layout="fixed" verticalSpacing="sm" horizontalSpacing="md" aria-label={texts.title}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{texts.columns.holder}</Table.Th>
            <Table.Th>{texts.columns.to}</Table.Th>
            <Table.Th w="26%">{texts.columns.state}</Table.Th>
            <Table.Th w="9rem">{texts.columns.created}</Table.Th>
            {mayChange && (
              <Table.Th w="19rem">
                <span className="kc-visually-hidden">{texts.columns.actions}</span>
              </Table.Th>
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items.map((invitation) => (
            <Table.Tr key={invitation.id} style={{ verticalAlign: "top" }}>
              <Table.Td>
                <HolderLink invitation={invitation} />
              </Table.Td>
              <Table.Td>
                <To invitation={invitation} />
              </Table.Td>
              <Table.Td>
                <State invitation={invitation} />
              </Table.Td>
              <Table.Td>
                <RelativeTime at={invitation.createdAt} />
              </Table.Td>
              {mayChange && (
                <Table.Td>
                  <InvitationActions invitation={invitation} />
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}

function Cards({ items }: { items: Invitation[] }) {
  const texts = useInvitationTexts();
  const mayChange = useMayUse("issue");
  return (
    <Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: "none" }} aria-label={texts.title}>
      {items.map((invitation) => (
        <Card component="li" key={invitation.id} p="md">
          <Stack gap="xs">
            <div>
              <HolderLink invitation={invitation} />
              <Text size="sm" c="dimmed" component="div">
                <To invitation={invitation} /> · <RelativeTime at={invitation.createdAt} />
              </Text>
            </div>
            <State invitation={invitation} />
            {mayChange && <InvitationActions invitation={invitation} />}
          </Stack>
        </Card>
      ))}
    </Stack>
  );
}
