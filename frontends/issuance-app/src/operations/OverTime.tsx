import { ErrorAlert, localeOf, type Timeline, useLanguage } from "@kubecredential/shared";
import { Button, Card, Group, ScrollArea, SegmentedControl, Skeleton, Stack, Table, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTexts } from "../texts";
import { formatLag, niceMax, runs } from "./chart";
import classes from "./OverTime.module.css";
import { type Range, ranges, readQueueChoice } from "./queueChoice";
import { useTimeline } from "./useOperations";

const width = 600;
const height = 100;
const percentiles = ["p50Ms", "p95Ms", "p99Ms"] as const;

interface ShownProps {
  timeline: Timeline;
  range: Range;
}

/** Credentials issued and delivered over the last hour, day or week, and how long delivery took. */
export function OverTime() {
  const texts = useTexts().operations.overTime;
  const choice = useSearch({ from: "/operations" });
  const range = choice.range ?? "1h";
  const navigate = useNavigate({ from: "/operations" });
  const { data, error, refetch, isFetching } = useTimeline(range);
  const [asTable, { toggle }] = useDisclosure(false);
  return (
    <Card component="section" aria-labelledby="over-time-heading">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4" id="over-time-heading">
          {texts.heading}
        </Title>
        <Group gap="xs">
          <SegmentedControl
            aria-label={texts.range}
            size="xs"
            value={range}
            onChange={(value) =>
              void navigate({
                search: readQueueChoice({ ...choice, range: value }),
                replace: true,
                resetScroll: false,
              })
            }
            data={ranges.map((value) => ({ value, label: texts.ranges[value] }))}
          />
          <Button size="compact-sm" variant="default" onClick={toggle} aria-pressed={asTable}>
            {texts.asTable}
          </Button>
        </Group>
      </Group>
      {!data ? (
        error ? (
          <ErrorAlert error={error} onRetry={() => refetch()} retrying={isFetching} />
        ) : (
          <Skeleton h={280} role="status" aria-label={texts.loading} />
        )
      ) : (
        <Stack gap="xs">
          <LagSentence timeline={data} range={range} />
          {asTable ? <StepTable timeline={data} range={range} /> : <Charts timeline={data} range={range} />}
        </Stack>
      )}
    </Card>
  );
}

function LagSentence({ timeline: { lag }, range }: ShownProps) {
  const texts = useTexts().operations.overTime;
  const { language } = useLanguage();
  const told = (ms: number) => formatLag(ms, language);
  return (
    <Text size="sm">
      {lag ? texts.told(told(lag.p50Ms), told(lag.p95Ms), told(lag.p99Ms), told(lag.maxMs)) : texts.noLag[range]}
    </Text>
  );
}

function Charts({ timeline, range }: ShownProps) {
  const texts = useTexts().operations.overTime;
  const { language } = useLanguage();
  return (
    <>
      <div className={classes.legend}>
        <span className={classes.issuedKey}>{texts.issued(timeline.issued.toLocaleString(localeOf(language)))}</span>
        <span className={classes.deliveredKey}>
          {texts.delivered(timeline.delivered.toLocaleString(localeOf(language)))}
        </span>
      </div>
      <Bars timeline={timeline} range={range} />
      <Scale timeline={timeline} range={range} />
      {timeline.lag && (
        <>
          <Text size="sm">{texts.lag}</Text>
          <div className={classes.legend}>
            {percentiles.map((one) => (
              <span key={one} className={classes[`${one}Key`]}>
                {texts.columns[one]}
              </span>
            ))}
          </div>
          <Lag timeline={timeline} range={range} />
          <Scale timeline={timeline} range={range} />
        </>
      )}
    </>
  );
}

function Bars({ timeline: { points, issued, delivered }, range }: ShownProps) {
  const texts = useTexts().operations.overTime;
  const { language } = useLanguage();
  const max = niceMax(Math.max(...points.flatMap((point) => [point.issued, point.delivered])));
  const slot = width / Math.max(1, points.length);
  const y = (value: number) => height - (value / max) * height;
  return (
    <figure style={{ margin: 0 }}>
      <Text size="xs" c="dimmed" ta="end" component="div">
        {texts.perStep[range](max.toLocaleString(localeOf(language)))}
      </Text>
      <svg
        className={classes.chart}
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={texts.barsLabel[range](issued, delivered)}
      >
        <line className={classes.grid} x1={0} x2={width} y1={0} y2={0} vectorEffect="non-scaling-stroke" />
        {points.map((point, index) => (
          <g key={point.at}>
            <rect
              className={classes.issued}
              x={index * slot + slot * 0.1}
              width={slot * 0.4}
              y={y(point.issued)}
              height={height - y(point.issued)}
            />
            <rect
              className={classes.delivered}
              x={index * slot + slot * 0.5}
              width={slot * 0.4}
              y={y(point.delivered)}
              height={height - y(point.delivered)}
            />
          </g>
        ))}
        <line className={classes.axis} x1={0} x2={width} y1={height} y2={height} vectorEffect="non-scaling-stroke" />
      </svg>
    </figure>
  );
}

function Lag({ timeline: { points }, range }: ShownProps) {
  const texts = useTexts().operations.overTime;
  const { language } = useLanguage();
  const largest = Math.max(...points.map((point) => point.lag?.p99Ms ?? 0));
  const max = niceMax(largest);
  const slot = width / Math.max(1, points.length);
  return (
    <figure style={{ margin: 0 }}>
      <Text size="xs" c="dimmed" ta="end" component="div">
        {formatLag(max, language)}
      </Text>
      <svg
        className={classes.chart}
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={texts.lagLabel[range](formatLag(largest, language))}
      >
        <line className={classes.grid} x1={0} x2={width} y1={0} y2={0} vectorEffect="non-scaling-stroke" />
        {percentiles.map((one) => {
          const values = points.map((point) => point.lag?.[one] ?? null);
          const at = (index: number) => `${(index + 0.5) * slot},${height - ((values[index] ?? 0) / max) * height}`;
          return runs(values).map((run) =>
            run.length > 1 ? (
              <polyline key={`${one} ${run[0]}`} className={classes[one]} points={run.map(at).join(" ")} />
            ) : (
              <path key={`${one} ${run[0]}`} className={`${classes[one]} ${classes.dot}`} d={`M${at(run[0] ?? 0)}h0`} />
            ),
          );
        })}
        <line className={classes.axis} x1={0} x2={width} y1={height} y2={height} vectorEffect="non-scaling-stroke" />
      </svg>
    </figure>
  );
}

/** What a step is called: its time, and its day where the range has several. */
function useStepName(range: Range): (at: string) => string {
  const { language } = useLanguage();
  const format = new Intl.DateTimeFormat(localeOf(language), {
    ...(range !== "1h" && { weekday: "short" }),
    hour: "2-digit",
    minute: "2-digit",
  });
  return (at) => format.format(new Date(at));
}

function Scale({ timeline: { points }, range }: ShownProps) {
  const nameOf = useStepName(range);
  const shown = [points[0], points[Math.floor(points.length / 2)], points.at(-1)].filter(
    (point) => point !== undefined,
  );
  return (
    <div className={classes.scale} aria-hidden>
      {shown.map((point) => (
        <span key={point.at}>{nameOf(point.at)}</span>
      ))}
    </div>
  );
}

function StepTable({ timeline: { points }, range }: ShownProps) {
  const texts = useTexts().operations.overTime;
  const { language } = useLanguage();
  const nameOf = useStepName(range);
  return (
    <ScrollArea.Autosize mah={360} viewportProps={{ tabIndex: 0, "aria-label": texts.steps[range], role: "region" }}>
      <Table aria-label={texts.heading} stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{texts.columns.from}</Table.Th>
            <Table.Th ta="end">{texts.columns.issued}</Table.Th>
            <Table.Th ta="end">{texts.columns.delivered}</Table.Th>
            {percentiles.map((one) => (
              <Table.Th key={one} ta="end">
                {texts.columns[one]}
              </Table.Th>
            ))}
            <Table.Th ta="end">{texts.columns.longest}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {points.toReversed().map(({ at, issued, delivered, lag }) => (
            <Table.Tr key={at}>
              <Table.Td>{nameOf(at)}</Table.Td>
              <Table.Td ta="end">{issued.toLocaleString(localeOf(language))}</Table.Td>
              <Table.Td ta="end">{delivered.toLocaleString(localeOf(language))}</Table.Td>
              {[...percentiles, "maxMs" as const].map((one) => (
                <Table.Td key={one} ta="end">
                  {lag ? formatLag(lag[one], language) : "–"}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea.Autosize>
  );
}
