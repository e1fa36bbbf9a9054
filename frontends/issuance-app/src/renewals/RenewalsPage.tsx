import {
  type AnyCredential,
  daysBetween,
  EmptyState,
  ErrorAlert,
  type ExpiringCounts,
  formatDay,
  isErased,
  localeOf,
  Name,
  todayUtc,
  useLanguage,
} from "@kubecredential/shared";
import { Button, Card, Group, SegmentedControl, Skeleton, Stack, Table, Text, Title } from "@mantine/core";
import IconCircleCheck from "@tabler/icons-react/icons/IconCircleCheck";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { HolderLink, Select, SelectAll } from "../credentials/CredentialList";
import { useListTexts } from "../credentials/texts";
import { type Selection, useSelection } from "../credentials/useSelection";
import { SelectionBar } from "../lifecycle/SelectionBar";
import { useTexts } from "../texts";
import { useIsNarrow } from "../useIsNarrow";
import { useRenewalTexts } from "./texts";
import { useExpiring, useRenewals } from "./useRenewals";
import { periods, readWithin, type Within } from "./within";

/** What expires soon, to renew it before it does. */
export function RenewalsPage() {
  const texts = useTexts();
  const own = useRenewalTexts();
  const { within = "30" } = useSearch({ from: "/renewals" });
  const navigate = useNavigate({ from: "/renewals" });
  const counts = useExpiring();
  const list = useRenewals(within);
  const narrow = useIsNarrow();
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const selection = useSelection(items);
  const shown = { credentials: items.map((item) => item.credential), selection };
  return (
    <>
      <title>{texts.pageTitle(own.title)}</title>
      <Title order={1} size="h2">
        {own.title}
      </Title>
      <Text c="dimmed" mb="lg">
        {own.intro}
      </Text>
      <Group gap="sm" mb="md">
        <Text size="sm" fw={600} id="within">
          {own.within}
        </Text>
        <SegmentedControl
          aria-labelledby="within"
          value={within}
          onChange={(value) =>
            void navigate({ search: readWithin({ within: value }), replace: true, resetScroll: false })
          }
          data={periods.map((period) => ({
            value: period,
            label: <Period days={Number(period)} count={countOf(counts.data, period)} isExact={counts.data?.isExact} />,
          }))}
        />
      </Group>
      {list.error && <ErrorAlert error={list.error} onRetry={() => list.refetch()} retrying={list.isFetching} />}
      <SelectionBar selected={selection.selected} onClear={selection.clear} actions={["renew"]} />
      {list.isPending ? (
        <Skeleton h={240} radius="lg" role="status" aria-label={own.loading} />
      ) : items.length > 0 ? (
        <>
          {narrow ? <Cards {...shown} /> : <Rows {...shown} />}
          <Stack align="center" gap="xs" mt="md">
            <Text size="sm" c="dimmed" role="status">
              {own.shown(items.length)}
            </Text>
            {list.hasNextPage && (
              <Button variant="light" onClick={() => list.fetchNextPage()} loading={list.isFetchingNextPage}>
                {texts.list.more}
              </Button>
            )}
          </Stack>
        </>
      ) : (
        list.data && (
          <Card>
            <EmptyState icon={IconCircleCheck} color="teal" title={own.emptyTitle} text={own.empty(Number(within))} />
          </Card>
        )
      )}
    </>
  );
}

function countOf(counts: ExpiringCounts | undefined, period: Within): number | undefined {
  return counts?.[`within${period}Days`];
}

function Period({ days, count, isExact = true }: { days: number; count?: number; isExact?: boolean }) {
  const texts = useRenewalTexts();
  const { language } = useLanguage();
  const number = count?.toLocaleString(localeOf(language));
  return (
    <Stack gap={0} px="xs" py={2}>
      <span>{texts.days(days)}</span>
      {number !== undefined && (
        <Text size="xs" component="span">
          {texts.count(isExact ? number : texts.atLeast(number))}
        </Text>
      )}
    </Stack>
  );
}

interface ListProps {
  credentials: AnyCredential[];
  selection: Selection;
}

function Rows({ credentials, selection }: ListProps) {
  const list = useListTexts();
  const own = useRenewalTexts();
  return (
    <Card p={0}>
      <Table verticalSpacing="sm" horizontalSpacing="md" highlightOnHover aria-label={own.list}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={40}>
              <SelectAll selection={selection} />
            </Table.Th>
            <Table.Th>{own.expires}</Table.Th>
            <Table.Th>{list.columns.holder}</Table.Th>
            <Table.Th>{list.columns.type}</Table.Th>
            <Table.Th>{list.columns.issuer}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {credentials.map((credential) => (
            <Table.Tr key={credential.id}>
              <Table.Td>
                <Select credential={credential} selection={selection} />
              </Table.Td>
              <Table.Td style={{ whiteSpace: "nowrap" }}>
                <Expires credential={credential} />
              </Table.Td>
              <Table.Td>
                <HolderLink credential={credential} />
              </Table.Td>
              <Table.Td className="kc-break">
                {!isErased(credential) && <Name>{credential.credentialType}</Name>}
              </Table.Td>
              <Table.Td className="kc-break">
                <Name>{credential.issuerName}</Name>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}

function Cards({ credentials, selection }: ListProps) {
  const list = useListTexts();
  const own = useRenewalTexts();
  return (
    <>
      <Group mb="sm" px="md">
        <SelectAll selection={selection} label={list.selectAll} />
      </Group>
      <Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: "none" }} aria-label={own.list}>
        {credentials.map((credential) => (
          <Card component="li" key={credential.id} p="md">
            <Group gap="sm" wrap="nowrap" align="flex-start">
              <Select credential={credential} selection={selection} />
              <div style={{ flex: 1, minWidth: 0 }}>
                <HolderLink credential={credential} />
                {!isErased(credential) && (
                  <Text size="sm" className="kc-break">
                    <Name>{credential.credentialType}</Name>
                  </Text>
                )}
                <Expires credential={credential} />
              </div>
            </Group>
          </Card>
        ))}
      </Stack>
    </>
  );
}

function Expires({ credential }: { credential: AnyCredential }) {
  const texts = useRenewalTexts();
  const { language } = useLanguage();
  if (isErased(credential) || credential.expiryDate === null) return null;
  const left = daysBetween(todayUtc(), credential.expiryDate);
  return (
    <Text size="sm" component="span">
      {formatDay(credential.expiryDate, language)}{" "}
      <Text size="sm" c="dimmed" component="span">
        ({texts.left(left)})
      </Text>
    </Text>
  );
}
