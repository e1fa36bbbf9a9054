import { ErrorAlert, RelativeTime, useLanguage } from "@kubecredential/shared";
import { Card, SimpleGrid, Skeleton, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useTexts } from "../texts";
import classes from "./Counts.module.css";
import { useIssuerStats, useIssuerTotals, useVerifierStats, useVerifierTotals } from "./useOperations";

/** How many events are at each stage of delivery. */
export function Counts() {
  const texts = useTexts().operations.counts;
  const issuer = useIssuerStats();
  const verifier = useVerifierStats();
  const stats = issuer.data;
  return (
    <section aria-labelledby="counts-heading">
      <Title order={2} size="h4" id="counts-heading" mb="sm">
        {texts.heading}
      </Title>
      {issuer.error && !stats ? (
        <ErrorAlert error={issuer.error} onRetry={() => issuer.refetch()} retrying={issuer.isFetching} />
      ) : (
        <>
          <SimpleGrid cols={{ base: 2, sm: 3, lg: 6 }} spacing="sm">
            <Count label={texts.pending} value={stats?.pendingSize}>
              {stats && stats.oldestPendingAgeSeconds !== null && stats.pendingSize > 0
                ? texts.oldest(Math.round(stats.oldestPendingAgeSeconds))
                : undefined}
            </Count>
            <Count label={texts.retrying} value={stats?.retryQueueSize}>
              {stats?.nextRetryAt && (
                <>
                  {texts.next} <RelativeTime at={stats.nextRetryAt} />
                </>
              )}
            </Count>
            <Count label={texts.unconfirmed} value={stats?.unconfirmedSize} />
            <Count label={texts.dead} value={stats?.deadLetterSize} alarm />
            <Count
              label={texts.verifierRetrying}
              value={verifier.data ? verifier.data.retryQueueSize : verifier.error ? null : undefined}
            >
              {verifier.data?.stream?.lag ? texts.lag(verifier.data.stream.lag) : undefined}
            </Count>
            <Count
              label={texts.verifierDead}
              value={verifier.data ? verifier.data.deadLetterSize : verifier.error ? null : undefined}
              alarm
            />
          </SimpleGrid>
          <Totals />
        </>
      )}
    </section>
  );
}

interface CountProps {
  label: string;
  /** Undefined while loading, null if unavailable. */
  value: number | null | undefined;
  alarm?: boolean;
  children?: ReactNode;
}

function Count({ label, value, alarm, children }: CountProps) {
  const texts = useTexts().operations.counts;
  const { language } = useLanguage();
  return (
    <Card className={classes.count} data-alarm={alarm && (value ?? 0) > 0}>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      {value === undefined ? (
        <Skeleton h={28} w={56} mt={4} />
      ) : (
        <div className={classes.value}>{value === null ? texts.unknown : value.toLocaleString(language)}</div>
      )}
      <Text size="xs" c="dimmed" mih="1lh" component="div">
        {value === null ? texts.whyUnknown : children}
      </Text>
    </Card>
  );
}

function Totals() {
  const texts = useTexts().operations.totals;
  const { language } = useLanguage();
  const issuer = useIssuerTotals().data;
  const verifier = useVerifierTotals().data;
  const totals: [string, number | undefined][] = [
    [texts.published, issuer?.events.published],
    [texts.retried, issuer?.events.retried],
    [texts.applied, verifier?.events.processedSuccess],
    [texts.verified, verifier?.verification.total],
  ];
  return (
    <dl className={classes.totals} aria-label={texts.heading}>
      {totals.map(([name, total]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{total?.toLocaleString(language) ?? "–"}</dd>
        </div>
      ))}
    </dl>
  );
}
