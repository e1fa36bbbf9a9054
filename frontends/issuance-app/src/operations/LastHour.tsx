import { ErrorAlert, localeOf, type MinutePoint, useLanguage } from "@kubecredential/shared";
import { Button, Card, Group, ScrollArea, Skeleton, Stack, Table, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useTexts } from "../texts";
import { formatLag, niceMax, runs } from "./chart";
import classes from "./LastHour.module.css";
import { useMinutes } from "./useOperations";

const width = 600;
const height = 100;

/** The last hour by minute: credentials issued and delivered, and how long delivery took. */
export function LastHour() {
  const texts = useTexts().operations.hour;
  const { language } = useLanguage();
  const minutes = useMinutes();
  const [asTable, { toggle }] = useDisclosure(false);
  const points = minutes.data?.points;
  const clock = new Intl.DateTimeFormat(localeOf(language), { hour: "2-digit", minute: "2-digit" });
  return (
    <Card component="section" aria-labelledby="hour-heading">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4" id="hour-heading">
          {texts.heading}
        </Title>
        {points && (
          <Button size="compact-sm" variant="default" onClick={toggle} aria-pressed={asTable}>
            {texts.asTable}
          </Button>
        )}
      </Group>
      {!points ? (
        minutes.error ? (
          <ErrorAlert error={minutes.error} onRetry={() => minutes.refetch()} retrying={minutes.isFetching} />
        ) : (
          <Skeleton h={280} role="status" aria-label={texts.loading} />
        )
      ) : asTable ? (
        <MinuteTable points={points} clock={clock} />
      ) : (
        <Stack gap="xs">
          <div className={classes.legend}>
            <span className={classes.issuedKey}>
              {texts.issued(sum(points, "issued").toLocaleString(localeOf(language)))}
            </span>
            <span className={classes.deliveredKey}>
              {texts.delivered(sum(points, "delivered").toLocaleString(localeOf(language)))}
            </span>
          </div>
          <Bars points={points} />
          <Scale points={points} clock={clock} />
          <div className={classes.legend}>
            <span className={classes.lagKey}>{texts.lag}</span>
          </div>
          <Lag points={points} />
          <Scale points={points} clock={clock} />
        </Stack>
      )}
    </Card>
  );
}

function sum(points: MinutePoint[], of: "issued" | "delivered"): number {
  return points.reduce((total, point) => total + point[of], 0);
}

function Bars({ points }: { points: MinutePoint[] }) {
  const texts = useTexts().operations.hour;
  const { language } = useLanguage();
  const max = niceMax(Math.max(...points.flatMap((point) => [point.issued, point.delivered])));
  const slot = width / Math.max(1, points.length);
  const y = (value: number) => height - (value / max) * height;
  return (
    <figure style={{ margin: 0 }}>
      <Text size="xs" c="dimmed" ta="end" component="div">
        {texts.perMinute(max.toLocaleString(localeOf(language)))}
      </Text>
      <svg
        className={classes.chart}
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={texts.barsLabel(sum(points, "issued"), sum(points, "delivered"))}
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

function Lag({ points }: { points: MinutePoint[] }) {
  const texts = useTexts().operations.hour;
  const { language } = useLanguage();
  const means = points.map((point) => point.lagMeanMs);
  const known = means.filter((value) => value !== null);
  if (known.length === 0) {
    return (
      <Text size="sm" c="dimmed" ta="center" py="lg">
        {texts.noLag}
      </Text>
    );
  }
  const max = niceMax(Math.max(...known));
  const slot = width / Math.max(1, points.length);
  const at = (index: number) => `${(index + 0.5) * slot},${height - ((means[index] ?? 0) / max) * height}`;
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
        aria-label={texts.lagLabel(formatLag(Math.max(...known), language))}
      >
        <line className={classes.grid} x1={0} x2={width} y1={0} y2={0} vectorEffect="non-scaling-stroke" />
        {runs(means).map((run) => (
          <g key={run[0]}>
            {run.length > 1 && <polyline className={classes.lag} points={run.map(at).join(" ")} />}
            {run.map((index) => (
              <path key={index} className={classes.lagDot} d={`M${at(index)}h0`} />
            ))}
          </g>
        ))}
        <line className={classes.axis} x1={0} x2={width} y1={height} y2={height} vectorEffect="non-scaling-stroke" />
      </svg>
    </figure>
  );
}

function Scale({ points, clock }: { points: MinutePoint[]; clock: Intl.DateTimeFormat }) {
  const shown = [points[0], points[Math.floor(points.length / 2)], points.at(-1)].filter(
    (point) => point !== undefined,
  );
  return (
    <div className={classes.scale} aria-hidden>
      {shown.map((point) => (
        <span key={point.at}>{clock.format(new Date(point.at))}</span>
      ))}
    </div>
  );
}

function MinuteTable({ points, clock }: { points: MinutePoint[]; clock: Intl.DateTimeFormat }) {
  const texts = useTexts().operations.hour;
  const { language } = useLanguage();
  return (
    <ScrollArea.Autosize mah={360} viewportProps={{ tabIndex: 0, "aria-label": texts.minutes, role: "region" }}>
      <Table aria-label={texts.heading} stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{texts.columns.minute}</Table.Th>
            <Table.Th ta="end">{texts.columns.issued}</Table.Th>
            <Table.Th ta="end">{texts.columns.delivered}</Table.Th>
            <Table.Th ta="end">{texts.columns.lag}</Table.Th>
            <Table.Th ta="end">{texts.columns.longest}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {points.toReversed().map((point) => (
            <Table.Tr key={point.at}>
              <Table.Td>{clock.format(new Date(point.at))}</Table.Td>
              <Table.Td ta="end">{point.issued.toLocaleString(localeOf(language))}</Table.Td>
              <Table.Td ta="end">{point.delivered.toLocaleString(localeOf(language))}</Table.Td>
              <Table.Td ta="end">{point.lagMeanMs === null ? "–" : formatLag(point.lagMeanMs, language)}</Table.Td>
              <Table.Td ta="end">{point.lagMaxMs === null ? "–" : formatLag(point.lagMaxMs, language)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea.Autosize>
  );
}
