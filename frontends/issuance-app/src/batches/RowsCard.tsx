import {
  type Batch,
  type BatchFaultKind,
  type BatchRow,
  EmptyState,
  ErrorAlert,
  isolated,
  Name,
  writeJson,
} from "@kubecredential/shared";
import {
  Anchor,
  Badge,
  Box,
  Button,
  Card,
  Group,
  NativeSelect,
  SegmentedControl,
  Skeleton,
  Stack,
  Table,
  Text,
  Title,
} from "@mantine/core";
import IconAlertTriangle from "@tabler/icons-react/icons/IconAlertTriangle";
import IconCircleCheck from "@tabler/icons-react/icons/IconCircleCheck";
import IconCircleDashedCheck from "@tabler/icons-react/icons/IconCircleDashedCheck";
import IconCircleX from "@tabler/icons-react/icons/IconCircleX";
import IconDownload from "@tabler/icons-react/icons/IconDownload";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Clamped } from "../Clamped";
import { useFaultText, useSentenceText } from "../faults/useFaultText";
import { shareLink } from "../shareLink";
import { useTexts } from "../texts";
import { useIsNarrow } from "../useIsNarrow";
import classes from "./BatchPage.module.css";
import { type Outcome, outcomes, readRowsShown } from "./batchSearch";
import { keyColumn, metadataPrefix } from "./mapping";
import { useBatchTexts } from "./texts";
import { type ChosenFault, useFaults, useRows } from "./useBatches";
import { useNumber } from "./useNumber";

const looks = {
  valid: { color: "indigo", Icon: IconCircleDashedCheck },
  invalid: { color: "red", Icon: IconCircleX },
  done: { color: "teal", Icon: IconCircleCheck },
  failed: { color: "red", Icon: IconAlertTriangle },
} as const;

/** The rows: the faults before a batch is confirmed, what became of them afterwards. */
export function RowsCard({ batch, hasBegun }: { batch: Batch; hasBegun: boolean }) {
  const all = useTexts();
  const texts = useBatchTexts().rows;
  const number = useNumber();
  const narrow = useIsNarrow();
  const { rows: asked, code, column } = useSearch({ from: "/batches/$id" });
  const navigate = useNavigate({ from: "/batches/$id" });
  const { counts } = batch;
  const shown: Outcome | "all" = asked ?? (hasBegun ? (counts.failed > 0 ? "failed" : "all") : "invalid");
  const fault =
    shown === "invalid" && code !== undefined ? { code, ...(column !== undefined && { column }) } : undefined;
  const faults = useFaults(batch).data ?? [];
  const list = useRows(batch, shown === "all" ? undefined : shown, fault);
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const left = Math.max(0, counts.valid - counts.done - counts.failed);
  const count: Record<Outcome | "all", number> = {
    all: counts.rows,
    valid: left,
    invalid: counts.invalid,
    done: counts.done,
    failed: counts.failed,
  };
  const isOf = (kind: BatchFaultKind) => kind.code === fault?.code && (kind.column ?? undefined) === fault.column;
  const expected = fault ? (faults.find(isOf)?.count ?? rows.length) : count[shown];
  // Those that there can be in this state.
  const choices = (["all", ...outcomes] as const).filter(
    (outcome) => outcome === shown || outcome === "all" || count[outcome] > 0 || (outcome === "invalid" && !hasBegun),
  );
  const hasFaults = counts.invalid + counts.failed > 0;
  const table = { batch, rows };
  return (
    <Card component="section" aria-labelledby="rows-heading">
      <Stack gap="md">
        <Group justify="space-between" gap="sm">
          <Title order={2} size="h4" id="rows-heading">
            {hasBegun ? texts.rows : texts.faults}
          </Title>
          {hasFaults && (
            <Button
              component="a"
              href={`/api/v1/batches/${encodeURIComponent(batch.id)}/faults.csv`}
              download
              size="xs"
              variant="default"
              leftSection={<IconDownload size={15} aria-hidden />}
            >
              {texts.downloadFaults}
            </Button>
          )}
        </Group>
        {hasFaults && (
          <Text size="sm" c="dimmed">
            {texts.faultsHint}
          </Text>
        )}
        <Box style={{ overflowX: "auto" }}>
          <SegmentedControl
            aria-label={texts.filter}
            size="sm"
            value={shown}
            onChange={(value) =>
              void navigate({ search: readRowsShown({ rows: value }), replace: true, resetScroll: false })
            }
            data={choices.map((outcome) => ({
              value: outcome,
              label: texts.counted(texts.filters[outcome], number(count[outcome])),
            }))}
          />
        </Box>
        {shown === "invalid" && faults.length > 0 && (
          <FaultSelect
            faults={faults}
            total={counts.invalid}
            chosen={fault}
            onChoose={(chosen) =>
              void navigate({
                search: readRowsShown({ rows: "invalid", ...chosen }),
                replace: true,
                resetScroll: false,
              })
            }
          />
        )}
        {list.error && <ErrorAlert error={list.error} onRetry={() => list.refetch()} retrying={list.isFetching} />}
        {list.isPending ? (
          <Skeleton h={240} radius="md" role="status" aria-label={texts.loading} />
        ) : rows.length > 0 ? (
          <>
            {narrow ? <Cards {...table} /> : <Rows {...table} />}
            <Stack align="center" gap="xs">
              <Text size="sm" c="dimmed" role="status">
                {texts.shown(number(rows.length), number(Math.max(rows.length, expected)))}
              </Text>
              {list.hasNextPage && (
                <Button variant="light" onClick={() => list.fetchNextPage()} loading={list.isFetchingNextPage}>
                  {all.list.more}
                </Button>
              )}
            </Stack>
          </>
        ) : (
          list.data &&
          (shown === "invalid" && counts.invalid === 0 ? (
            <EmptyState
              icon={IconCircleCheck}
              color="teal"
              order={3}
              title={texts.noFaultsTitle}
              text={texts.noFaults}
            />
          ) : (
            <Text c="dimmed" role="status">
              {texts.none}
            </Text>
          ))
        )}
      </Stack>
    </Card>
  );
}

interface FaultSelectProps {
  faults: BatchFaultKind[];
  total: number;
  chosen: ChosenFault | undefined;
  onChoose: (fault: ChosenFault | undefined) => void;
}

/** Narrows the rows to those with one fault. */
function FaultSelect({ faults, total, chosen, onChoose }: FaultSelectProps) {
  const all = useBatchTexts();
  const texts = all.rows;
  const number = useNumber();
  const say = useFaultText();
  const keyOf = (fault: ChosenFault) => writeJson([fault.code, fault.column ?? null]);
  const choices = new Map(
    faults.map((kind) => {
      const fault = { code: kind.code, ...(kind.column !== null && { column: kind.column }) };
      const where = kind.column ?? (kind.field && labelOfField(kind.field, all.mapping.fields));
      const label = where ? texts.faultIn(isolated(where), isolated(say(kind))) : isolated(say(kind));
      return [keyOf(fault), { fault, label: texts.counted(label, number(kind.count)) }] as const;
    }),
  );
  const value = chosen ? keyOf(chosen) : "";
  return (
    <NativeSelect
      label={texts.fault}
      maw={560}
      value={value}
      onChange={(event) => onChoose(choices.get(event.currentTarget.value)?.fault)}
      data={[
        { value: "", label: texts.counted(texts.everyFault, number(total)) },
        ...[...choices].map(([key, { label }]) => ({ value: key, label })),
        ...(value !== "" && !choices.has(value) ? [{ value, label: chosen?.code ?? "" }] : []),
      ]}
    />
  );
}

interface TableProps {
  batch: Batch;
  rows: BatchRow[];
}

function nameOf(batch: Batch, { values }: BatchRow): string | undefined {
  const place = keyColumn(batch);
  return (place >= 0 ? values?.[place] : values?.find((value) => value !== null && value !== "")) ?? undefined;
}

function Rows({ batch, rows }: TableProps) {
  const texts = useBatchTexts().rows;
  const number = useNumber();
  const hasLinks = rows.some((row) => row.credentialId !== null);
  return (
    <Table.ScrollContainer minWidth={640}>
      <Table layout="fixed" verticalSpacing="sm" aria-labelledby="rows-heading">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="5.5rem">{texts.columns.row}</Table.Th>
            <Table.Th w="24%">{texts.columns.name}</Table.Th>
            <Table.Th w="11rem">{texts.columns.outcome}</Table.Th>
            <Table.Th>{texts.columns.detail}</Table.Th>
            {hasLinks && <Table.Th w="9rem">{texts.columns.credential}</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.row} style={{ verticalAlign: "top" }}>
              <Table.Td style={{ fontVariantNumeric: "tabular-nums" }}>{number(row.row)}</Table.Td>
              <Table.Td>
                <RowName batch={batch} row={row} />
              </Table.Td>
              <Table.Td>
                <OutcomeBadge outcome={row.outcome} />
              </Table.Td>
              <Table.Td>
                <Faults row={row} />
                <Cells batch={batch} row={row} />
              </Table.Td>
              {hasLinks && (
                <Table.Td>
                  <Links batch={batch} row={row} />
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Cards({ batch, rows }: TableProps) {
  const texts = useBatchTexts().rows;
  const number = useNumber();
  return (
    <Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: "none" }} aria-labelledby="rows-heading">
      {rows.map((row) => (
        <Card component="li" key={row.row} p="sm" shadow="none">
          <Group justify="space-between" gap="xs">
            <Text size="sm" c="dimmed">
              {texts.row(number(row.row))}
            </Text>
            <OutcomeBadge outcome={row.outcome} />
          </Group>
          <RowName batch={batch} row={row} />
          <Faults row={row} />
          <Links batch={batch} row={row} />
          <Cells batch={batch} row={row} />
        </Card>
      ))}
    </Stack>
  );
}

function RowName({ batch, row }: { batch: Batch; row: BatchRow }) {
  const texts = useBatchTexts().rows;
  if (row.values === null) return <Text c="dimmed">{texts.erased}</Text>;
  const name = nameOf(batch, row);
  return name === undefined ? null : <Clamped lines={2}>{name}</Clamped>;
}

function OutcomeBadge({ outcome }: { outcome: Outcome }) {
  const { color, Icon } = looks[outcome] ?? looks.valid;
  return (
    <Badge variant="light" color={color} leftSection={<Icon size={15} aria-hidden />} miw="max-content">
      {useBatchTexts().rows.outcomes[outcome] ?? outcome}
    </Badge>
  );
}

function Faults({ row }: { row: BatchRow }) {
  const { detail, faults } = row;
  const say = useFaultText();
  const sentence = useSentenceText();
  const all = useBatchTexts();
  const texts = all.rows;
  const number = useNumber();
  return (
    <>
      {faults.length > 0 && (
        <ul className={classes.faults}>
          {faults.map((fault, place) => {
            const { column, field, value, otherRow } = fault;
            const where = column ?? (field && labelOfField(field, all.mapping.fields));
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: a row may break the same rule twice
              <li key={place}>
                {where && (
                  <>
                    <Text span size="sm" fw={600} className="kc-break">
                      <Name>{where}</Name>
                    </Text>
                    {value ? " " : ": "}
                  </>
                )}
                {value && (
                  <>
                    <bdi dir="auto" className={classes.value}>
                      {value}
                    </bdi>
                    {": "}
                  </>
                )}
                <Name>{say(fault)}</Name> {typeof otherRow === "number" && texts.sameAs(number(otherRow))}
              </li>
            );
          })}
        </ul>
      )}
      {detail && (
        <Text size="sm" className="kc-break">
          <Name>{sentence(detail, row.detailCode)}</Name>
        </Text>
      )}
    </>
  );
}

function labelOfField(field: string, labels: Record<string, string>): string {
  return labels[field] ?? (field.startsWith(metadataPrefix) ? field.slice(metadataPrefix.length) : field);
}

/** The whole row, for those who want to see it. */
function Cells({ batch, row: { row, values } }: { batch: Batch; row: BatchRow }) {
  const texts = useBatchTexts().rows;
  const number = useNumber();
  if (values === null) return null;
  return (
    <details className={classes.details}>
      <summary>{texts.whole(number(row))}</summary>
      <dl className={classes.cells}>
        {batch.columns.map(({ name }, place) => (
          <div key={name} style={{ display: "contents" }}>
            <dt>
              <Name>{name}</Name>
            </dt>
            <dd>
              <Name>{values[place] ?? "–"}</Name>
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function Links({ batch, row }: { batch: Batch; row: BatchRow }) {
  const texts = useBatchTexts().rows;
  const { credentialId, successorId } = row;
  if (credentialId === null) return null;
  const name = isolated(nameOf(batch, row) ?? credentialId);
  const current = successorId ?? credentialId;
  return (
    <Group gap="0 0.75rem">
      <Anchor
        size="sm"
        aria-label={texts.openOf(name)}
        renderRoot={(props) => <Link to="/credentials/$id" params={{ id: credentialId }} {...props} />}
      >
        {texts.open}
      </Anchor>
      {successorId && (
        <Anchor
          size="sm"
          aria-label={`${texts.successor}: ${name}`}
          renderRoot={(props) => <Link to="/credentials/$id" params={{ id: successorId }} {...props} />}
        >
          {texts.successor}
        </Anchor>
      )}
      {row.outcome === "done" && batch.action !== "revoke" && (
        <Anchor size="sm" href={shareLink(current)} aria-label={`${texts.verify}: ${name}`}>
          {texts.verify}
        </Anchor>
      )}
    </Group>
  );
}
