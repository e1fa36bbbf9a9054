import {
  type AnyCredential,
  type CredentialListItem,
  type Delivery,
  isCalendarDay,
  isErased,
  isolated,
  localeOf,
  RelativeTime,
  StatusBadge,
  standingOf,
  TraceLink,
  useLanguage,
  useSharedTexts,
} from "@kubecredential/shared";
import { Anchor, type BadgeProps, Card, Checkbox, Group, Stack, Table, Text, UnstyledButton } from "@mantine/core";
import IconArrowDown from "@tabler/icons-react/icons/IconArrowDown";
import IconArrowUp from "@tabler/icons-react/icons/IconArrowUp";
import IconSelector from "@tabler/icons-react/icons/IconSelector";
import { Link } from "@tanstack/react-router";
import { Clamped } from "../Clamped";
import { DeliveryBadge } from "../delivery/DeliveryBadge";
import { useWatched } from "../live/useLive";
import { useIsNarrow } from "../useIsNarrow";
import classes from "./CredentialList.module.css";
import type { Column } from "./columns";
import type { Order } from "./filters";
import { useListTexts } from "./texts";
import type { Selection } from "./useSelection";

interface CredentialListProps {
  items: CredentialListItem[];
  columns: readonly Column[];
  order: Order;
  onSort: (order: Order) => void;
  /** Left out for those who may not change credentials. */
  selection?: Selection;
}

export function CredentialList(props: CredentialListProps) {
  return useIsNarrow() ? <Cards {...props} /> : <Rows {...props} />;
}

export function HolderLink({ credential, lines = 3 }: { credential: AnyCredential; lines?: number }) {
  const texts = useListTexts();
  return (
    <Anchor fw={600} renderRoot={(props) => <Link to="/credentials/$id" params={{ id: credential.id }} {...props} />}>
      {isErased(credential) ? (
        texts.erased
      ) : (
        <Clamped lines={lines} isInLink>
          {credential.holderName}
        </Clamped>
      )}
    </Anchor>
  );
}

export function Standing({ credential, ...props }: { credential: AnyCredential } & BadgeProps) {
  return <StatusBadge {...props} standing={standingOf(credential.status, isErased(credential) ? {} : credential)} />;
}

export function Select({ credential, selection }: { credential: AnyCredential; selection: Selection }) {
  const texts = useListTexts();
  if (isErased(credential)) return null;
  return (
    <Checkbox
      size="md"
      aria-label={texts.select(isolated(credential.holderName))}
      checked={selection.has(credential.id)}
      onChange={(event) => selection.toggle(credential.id, event.currentTarget.checked)}
    />
  );
}

export function SelectAll({ selection, label }: { selection: Selection; label?: string }) {
  const texts = useListTexts();
  const { selected, selectable } = selection;
  return (
    <Checkbox
      size="md"
      {...(label ? { label } : { "aria-label": texts.selectAll })}
      checked={selected.length > 0 && selected.length === selectable.length}
      indeterminate={selected.length > 0 && selected.length < selectable.length}
      disabled={selectable.length === 0}
      onChange={(event) => selection.toggleAll(event.currentTarget.checked)}
    />
  );
}

interface LiveStateProps extends BadgeProps {
  credential: AnyCredential;
  delivery: Delivery;
}

function LiveState({ credential, delivery, ...props }: LiveStateProps) {
  // Its status may change at any time.
  useWatched(credential.id, true);
  return <DeliveryBadge {...props} state={delivery.state} version={credential.version} />;
}

/** As wide as what is in it; those without a width share the rest. */
const widths: Partial<Record<Column, string>> = {
  issued: "7.25rem",
  validFrom: "7.75rem",
  expiry: "7.75rem",
  status: "9.75rem",
  state: "11rem",
  id: "8rem",
};

/** The least width of the table, in pixels: below it, the table scrolls within itself. */
function leastWidth(columns: readonly Column[], isSelectable: boolean): number {
  const rem = columns.reduce((sum, column) => sum + Number.parseFloat(widths[column] ?? "8.5rem"), 10.5);
  return 16 * (rem + 2.25 + (isSelectable ? 2.5 : 0));
}

/** Columns have widths of their own, so that no text, however long, pushes another column out. */
function Rows({ items, columns, order, onSort, selection }: CredentialListProps) {
  const texts = useListTexts();
  const traceHeading = useSharedTexts().traceId;
  return (
    <Card p={0}>
      <Table.ScrollContainer
        minWidth={leastWidth(columns, selection !== undefined)}
        scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "region", "aria-label": texts.table } }}
      >
        <Table layout="fixed" verticalSpacing="sm" horizontalSpacing="sm" highlightOnHover aria-label={texts.title}>
          <Table.Thead>
            <Table.Tr>
              {selection && (
                <Table.Th w="2.5rem">
                  <SelectAll selection={selection} />
                </Table.Th>
              )}
              <SortHeading orders={["name", "-name"]} order={order} onSort={onSort}>
                {texts.columns.holder}
              </SortHeading>
              {columns.map((column) => {
                const orders = sortableBy[column];
                return orders ? (
                  <SortHeading key={column} orders={orders} order={order} onSort={onSort} width={widths[column]}>
                    {texts.columns[column]}
                  </SortHeading>
                ) : (
                  <Table.Th key={column} w={widths[column]}>
                    {texts.columns[column]}
                  </Table.Th>
                );
              })}
              <Table.Th p={0} w="2.25rem">
                <span className="kc-visually-hidden">{traceHeading}</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {items.map((item) => {
              const { credential, traceId, holderId } = item;
              return (
                <Table.Tr key={credential.id}>
                  {selection && (
                    <Table.Td>
                      <Select credential={credential} selection={selection} />
                    </Table.Td>
                  )}
                  <Table.Td>
                    <HolderLink credential={credential} lines={2} />
                    {holderId && <HolderId>{holderId}</HolderId>}
                  </Table.Td>
                  {columns.map((column) => (
                    <Table.Td key={column}>
                      <Cell item={item} column={column} />
                    </Table.Td>
                  ))}
                  <Table.Td p={0}>{traceId && <TraceLink traceId={traceId} />}</Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Card>
  );
}

const sortableBy: Partial<Record<Column, [first: Order, second: Order]>> = {
  issued: ["-issued", "issued"],
  expiry: ["expiry", "-expiry"],
};

interface SortHeadingProps {
  /** The order of the first press, and of the next. */
  orders: [first: Order, second: Order];
  order: Order;
  onSort: (order: Order) => void;
  width?: string;
  children: string;
}

/** A heading that sorts by its column. Its arrow points up for rising values. */
function SortHeading({ orders: [first, second], order, onSort, width, children }: SortHeadingProps) {
  const isSorted = order === first || order === second;
  const isDown = order.startsWith("-");
  const Icon = isSorted ? (isDown ? IconArrowDown : IconArrowUp) : IconSelector;
  return (
    <Table.Th w={width} aria-sort={isSorted ? (isDown ? "descending" : "ascending") : undefined}>
      <UnstyledButton className={classes.sort} onClick={() => onSort(order === first ? second : first)}>
        {children}
        <Icon size={14} aria-hidden className={isSorted ? undefined : classes.idle} />
      </UnstyledButton>
    </Table.Th>
  );
}

function Cell({ item: { credential, delivery }, column }: { item: CredentialListItem; column: Column }) {
  const { language } = useLanguage();
  switch (column) {
    case "issuer":
      return <Clamped>{credential.issuerName}</Clamped>;
    case "status":
      return (
        <div className={classes.badge}>
          <Standing credential={credential} miw={0} />
        </div>
      );
    case "state":
      return (
        <div className={classes.badge}>
          <LiveState credential={credential} delivery={delivery} miw={0} />
        </div>
      );
    case "id":
      return <Clamped lines={1}>{credential.id}</Clamped>;
  }
  if (isErased(credential)) return null;
  switch (column) {
    case "type":
      return <Clamped>{credential.credentialType}</Clamped>;
    case "issued":
      return <RelativeTime at={credential.timestamp} />;
    case "validFrom":
      return credential.validFrom ? formatShortDay(credential.validFrom, language) : "–";
    case "expiry":
      return credential.expiryDate ? formatShortDay(credential.expiryDate, language) : "–";
  }
}

/** A day in few characters, for tables. */
function formatShortDay(day: string, language: string): string {
  if (!isCalendarDay(day)) return day;
  return new Intl.DateTimeFormat(localeOf(language), { dateStyle: "medium", timeZone: "UTC" }).format(
    new Date(`${day}T00:00Z`),
  );
}

function HolderId({ children }: { children: string }) {
  return (
    <Text size="xs" c="dimmed" component="div">
      <Clamped lines={1}>{children}</Clamped>
    </Text>
  );
}

function Cards({ items, selection }: CredentialListProps) {
  const texts = useListTexts();
  return (
    <>
      {selection && (
        <Group mb="sm" px="md">
          <SelectAll selection={selection} label={texts.selectAll} />
        </Group>
      )}
      <Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: "none" }} aria-label={texts.title}>
        {items.map(({ credential, delivery, traceId, holderId }) => (
          <Card component="li" key={credential.id} p="md">
            <Group gap="sm" wrap="nowrap" align="flex-start">
              {selection && <Select credential={credential} selection={selection} />}
              <div style={{ flex: 1, minWidth: 0 }}>
                <HolderLink credential={credential} />
                {holderId && <HolderId>{holderId}</HolderId>}
                {!isErased(credential) && (
                  <Text size="sm" component="div">
                    <Clamped>{credential.credentialType}</Clamped>
                  </Text>
                )}
                <Text size="sm" c="dimmed" component="div">
                  <Clamped>{credential.issuerName}</Clamped>
                </Text>
              </div>
            </Group>
            <Group justify="space-between" mt="sm" gap="xs">
              <Group gap={6}>
                <Standing credential={credential} />
                <LiveState credential={credential} delivery={delivery} />
              </Group>
              <Group gap={4}>
                {!isErased(credential) && (
                  <Text size="sm" c="dimmed" component="span">
                    <RelativeTime at={credential.timestamp} />
                  </Text>
                )}
                {traceId && <TraceLink traceId={traceId} />}
              </Group>
            </Group>
          </Card>
        ))}
      </Stack>
    </>
  );
}
