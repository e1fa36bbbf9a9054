import { formatDuration, localeOf, RelativeTime, useLanguage } from "@kubecredential/shared";
import { Card, SimpleGrid, Skeleton, Text, Title } from "@mantine/core";
import { Link, type LinkProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTexts } from "../texts";
import classes from "./Counts.module.css";
import { focusQueues } from "./QueueSection";
import { type Queue, type Service, searchOf } from "./queueChoice";
import { useIssuerStats, useIssuerTotals, useVerifierStats, useVerifierTotals } from "./useOperations";

/** How many events are at each stage of delivery. */
export function Counts() {
  const texts = useTexts().operations.counts;
  const issuer = useIssuerStats();
  const verifier = useVerifierStats();
  const { language } = useLanguage();
  const stats = issuer.data;
  // Undefined while it is loading, null if it cannot be told.
  const ofIssuer = (count: number | undefined) => count ?? (issuer.error ? null : undefined);
  const ofVerifier = (count: number | null | undefined) => (verifier.error && count === undefined ? null : count);
  return (
    <section aria-labelledby="counts-heading">
      <Title order={2} size="h4" id="counts-heading" mb="sm">
        {texts.heading}
      </Title>
      <SimpleGrid cols={{ base: 2, sm: 3, lg: 6 }} spacing="sm">
        <Count label={texts.pending} value={ofIssuer(stats?.pendingSize)} to={listOf("pending")}>
          {stats && stats.oldestPendingAgeSeconds !== null && stats.pendingSize > 0
            ? texts.oldest(formatDuration(stats.oldestPendingAgeSeconds, language))
            : undefined}
        </Count>
        <Count label={texts.retrying} value={ofIssuer(stats?.retryQueueSize)} to={queueOf("issuer", "retry")}>
          {stats?.nextRetryAt && (
            <>
              {texts.next} <RelativeTime at={stats.nextRetryAt} />
            </>
          )}
        </Count>
        <Count label={texts.unconfirmed} value={ofIssuer(stats?.unconfirmedSize)} to={listOf("published")} />
        <Count label={texts.dead} value={ofIssuer(stats?.deadLetterSize)} to={queueOf("issuer", "dead")} alarm />
        <Count
          label={texts.verifierRetrying}
          value={ofVerifier(verifier.data?.retryQueueSize)}
          to={queueOf("verifier", "retry")}
        >
          {verifier.data?.stream?.lag
            ? texts.lag(verifier.data.stream.lag.toLocaleString(localeOf(language)))
            : undefined}
        </Count>
        <Count
          label={texts.verifierDead}
          value={ofVerifier(verifier.data?.deadLetterSize)}
          to={queueOf("verifier", "dead")}
          alarm
        />
      </SimpleGrid>
      <Totals />
    </section>
  );
}

/** Where a number leads: to what it counts. */
type Target = Pick<LinkProps, "to" | "search" | "replace" | "resetScroll"> & { onClick?: () => void };

function listOf(state: "pending" | "published"): Target {
  return { to: "/credentials", search: { state } };
}

function queueOf(service: Service, queue: Queue): Target {
  return {
    to: "/operations",
    search: searchOf(service, queue),
    replace: true,
    resetScroll: false,
    onClick: focusQueues,
  };
}

interface CountProps {
  label: string;
  to: Target;
  /** Undefined while loading, null if unavailable. */
  value: number | null | undefined;
  alarm?: boolean;
  children?: ReactNode;
}

function Count({ label, value, to, alarm, children }: CountProps) {
  const texts = useTexts().operations.counts;
  const { language } = useLanguage();
  return (
    <Card className={classes.count} data-alarm={alarm && (value ?? 0) > 0}>
      <Link className={classes.link} {...to}>
        {label}
      </Link>
      {value === undefined ? (
        <Skeleton h={28} w={56} mt={4} />
      ) : (
        <div className={classes.value}>{value === null ? texts.unknown : value.toLocaleString(localeOf(language))}</div>
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
          <dd>{total?.toLocaleString(localeOf(language)) ?? "–"}</dd>
        </div>
      ))}
    </dl>
  );
}
