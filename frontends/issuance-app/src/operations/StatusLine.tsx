import { ErrorAlert, isolated, localeOf, Name, useLanguage } from "@kubecredential/shared";
import { Anchor, Card, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import IconAlertTriangle from "@tabler/icons-react/icons/IconAlertTriangle";
import IconCircleCheck from "@tabler/icons-react/icons/IconCircleCheck";
import IconInfoCircle from "@tabler/icons-react/icons/IconInfoCircle";
import { Link } from "@tanstack/react-router";
import { useHealth } from "../health/useHealth";
import { useHold, useQueues } from "../live/useLive";
import { useTexts } from "../texts";
import { HeldUp } from "./DeliveryAlert";
import { focusQueues } from "./QueueSection";
import { searchOf } from "./queueChoice";
import classes from "./StatusLine.module.css";
import { type Finding, findingsOf, severityOf } from "./situation";
import { useIssuerStats, useVerifierStats } from "./useOperations";

const icons = { bad: IconAlertTriangle, warning: IconAlertTriangle, notice: IconInfoCircle };

/** How things stand, in words: the worst first, each with what to do about it. */
export function StatusLine() {
  const texts = useTexts().operations.status;
  const titleOf = useTitleOf();
  const issuer = useIssuerStats();
  const verifier = useVerifierStats();
  const isRedisAway = useHold() === "redis";
  const queues = useQueues();
  const health = useHealth();
  const findings = findingsOf({
    issuer: issuer.data,
    verifier: verifier.data,
    issuerFailed: issuer.isError,
    verifierFailed: verifier.isError,
    queues,
    isRedisAway,
    health: health.data,
    healthFailed: health.isError,
  });
  const failed = issuer.error ? issuer : health;
  const [worst, ...others] = findings ?? [];
  const severity = worst ? severityOf(worst) : "well";
  const Icon = worst ? icons[severityOf(worst)] : IconCircleCheck;
  return (
    <Card component="section" aria-label={texts.label} className={classes.status} data-severity={severity}>
      {/* Only the line itself: the times below it change all the time. */}
      <Group gap="sm" wrap="nowrap" role="status">
        {findings ? (
          <>
            <Icon size={24} aria-hidden className={classes.icon} />
            <Title order={2} size="h4">
              {worst ? titleOf(worst) : texts.well}
            </Title>
          </>
        ) : (
          <>
            <Skeleton h={24} maw={320} />
            <span className="kc-visually-hidden">{texts.loading}</span>
          </>
        )}
      </Group>
      {findings &&
        (worst ? (
          <Stack gap="sm" mt="xs">
            <Advice of={worst} />
            {others.length > 0 && (
              <ul className={classes.others}>
                {others.map((one) => (
                  <li key={`${one.kind} ${"service" in one ? one.service : ""} ${"group" in one ? one.group : ""}`}>
                    <Text fw={600}>{titleOf(one)}</Text>
                    <Advice of={one} />
                  </li>
                ))}
              </ul>
            )}
            {failed.error && (
              <ErrorAlert error={failed.error} onRetry={() => failed.refetch()} retrying={failed.isFetching} />
            )}
          </Stack>
        ) : (
          <Text size="sm" c="dimmed">
            {texts.wellMeaning}
          </Text>
        ))}
    </Card>
  );
}

function useTitleOf(): (finding: Finding) => string {
  const all = useTexts().operations;
  const texts = all.status;
  const { language } = useLanguage();
  return (finding) => {
    switch (finding.kind) {
      case "redisAway":
        return all.redisAwayTitle;
      case "verifierStalled":
        return all.verifierStalled.title;
      case "health":
        return texts.health[finding.isDown ? "down" : "degraded"];
      case "heldUp":
        return all.heldUp[finding.delivery.status].title;
      case "stopped":
      case "paused":
        return texts[finding.kind][finding.service];
      case "dead":
      case "retrying":
        return texts[finding.kind][finding.service](finding.count.toLocaleString(localeOf(language)));
      case "groupDead":
        return texts.groupDead(isolated(finding.group), finding.count.toLocaleString(localeOf(language)));
      default:
        return texts[finding.kind].title;
    }
  };
}

/** What it means and what to do. */
function Advice({ of: finding }: { of: Finding }) {
  const all = useTexts().operations;
  const texts = all.status;
  switch (finding.kind) {
    case "heldUp":
      return <HeldUp delivery={finding.delivery} />;
    case "redisAway":
      return <Text size="sm">{all.redisAway}</Text>;
    case "verifierStalled":
      return <Text size="sm">{all.verifierStalled.hint}</Text>;
    case "health":
      return (
        <Text size="sm" className="kc-break">
          <Name>{finding.report}</Name>
        </Text>
      );
    case "stopped":
    case "paused":
      return <Text size="sm">{texts.advice[finding.kind]}</Text>;
    case "dead":
    case "retrying":
      return (
        <Text size="sm">
          {texts.advice[finding.kind]}{" "}
          <Anchor
            inherit
            underline="always"
            renderRoot={(props) => (
              <Link
                to="/operations"
                search={searchOf(finding.service, finding.kind === "dead" ? "dead" : "retry")}
                replace
                resetScroll={false}
                {...props}
                onClick={focusQueues}
              />
            )}
          >
            {texts.show}
          </Anchor>
        </Text>
      );
    case "groupDead":
      return <Text size="sm">{texts.advice.groupDead}</Text>;
    default:
      return <Text size="sm">{texts[finding.kind].hint}</Text>;
  }
}
