import {
  CopyButton,
  CredentialCard,
  ErrorAlert,
  formatDay,
  formatInstant,
  LiveBadge,
  type LiveState,
  PrintButton,
  RelativeTime,
  useLanguage,
} from "@kubecredential/shared";
import { Button, Card, Code, Group, Progress, Skeleton, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import IconRefresh from "@tabler/icons-react/icons/IconRefresh";
import IconSearch from "@tabler/icons-react/icons/IconSearch";
import { Link, useLocation, useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { remember } from "../history/history";
import { useTexts } from "../texts";
import { CheckList } from "./CheckList";
import { checksOf } from "./checks";
import { verdictLooks } from "./looks";
import { hasIdForm } from "./parseInput";
import { type Subject, useVerdict, type Verdict } from "./useVerdict";
import classes from "./VerdictPage.module.css";

export function VerdictPage() {
  const { id } = useParams({ from: "/v/$id" });
  const raw = useLocation({ select: ({ state }) => state.raw });
  // Another credential starts with its own minute of waiting.
  return <VerdictOn key={`${id} ${raw ?? ""}`} subject={{ id, raw }} />;
}

function VerdictOn({ subject }: { subject: Subject }) {
  const { id, raw } = subject;
  const texts = useTexts();
  const { language } = useLanguage();
  const { data: verdict, error, isFetching, mayArrive, secondsLeft, recheck, liveState } = useVerdict(subject);

  useEffect(() => {
    if (verdict) remember(id, verdict);
  }, [id, verdict]);

  return (
    <Stack gap="lg" maw={760} mx="auto">
      <title>{texts.pageTitle(verdict ? texts.verdict[verdict.kind] : texts.verdict.title)}</title>
      {error && !verdict && (
        <Title order={1} size="h2">
          {texts.verdict.rejected}
        </Title>
      )}
      {error && <ErrorAlert error={error} onRetry={recheck} retrying={isFetching} />}
      {/* Filled later, never removed: what appears in it is read out. */}
      <div role="status">
        {verdict ? (
          <Sentence id={id} verdict={verdict} isWhole={raw !== undefined} />
        ) : (
          !error && (
            <>
              <span className="kc-visually-hidden">{texts.verdict.checking}</span>
              <Skeleton h={132} radius="lg" />
            </>
          )
        )}
      </div>
      {mayArrive && <Waiting secondsLeft={secondsLeft} liveState={liveState} />}
      <Group gap="xs" align="center" className="kc-no-print">
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} aria-hidden />}
          onClick={recheck}
          loading={isFetching && !mayArrive}
        >
          {texts.verdict.recheck}
        </Button>
        <CopyButton value={`${location.origin}/v/${encodeURIComponent(id)}`} label={texts.verdict.copyLink} />
        <PrintButton />
        <Button
          variant="default"
          leftSection={<IconSearch size={16} aria-hidden />}
          renderRoot={(props) => <Link to="/" {...props} />}
        >
          {texts.verdict.another}
        </Button>
      </Group>
      {verdict && (
        <Card component="section" aria-labelledby="checks-heading">
          <Title order={2} size="h4" id="checks-heading" mb="md">
            {texts.checks.heading}
          </Title>
          <CheckList checks={checksOf(verdict, texts.checks, language)} />
          <Text size="xs" c="dimmed" mt="md" className="kc-break" component="div">
            {texts.verdict.checkedAt} <RelativeTime at={verdict.checkedAt} /> (
            {formatInstant(verdict.checkedAt, language)}) {verdict.workerId && texts.verdict.by(verdict.workerId)}
          </Text>
        </Card>
      )}
      {verdict?.credential && (
        <>
          {verdict.kind === "differs" && (
            <Text size="sm" fw={600}>
              {texts.verdict.asIssued}
            </Text>
          )}
          <CredentialCard credential={verdict.credential} muted={verdict.kind !== "valid"} />
        </>
      )}
    </Stack>
  );
}

function Sentence({ id, verdict, isWhole }: { id: string; verdict: Verdict; isWhole: boolean }) {
  const texts = useTexts().verdict;
  const { language } = useLanguage();
  const { color, Icon } = verdictLooks[verdict.kind];
  const explanation = {
    valid: isWhole ? texts.validWholeText : texts.validText,
    expired: texts.expiredText(formatDay(verdict.credential?.expiryDate ?? "", language)),
    differs: texts.differsText,
    invalid: verdict.message,
    rejected: verdict.message,
    unknown: hasIdForm(id) ? texts.unknownText : texts.malformedText,
  }[verdict.kind];
  return (
    <Card className={classes.sentence} style={{ "--verdict": `var(--mantine-color-${color}-light)` }}>
      <Group gap="md" align="flex-start" wrap="nowrap">
        <ThemeIcon size={44} radius="xl" color={color}>
          <Icon size={26} aria-hidden />
        </ThemeIcon>
        <div>
          <Title order={1} size="h2">
            {texts[verdict.kind]}
          </Title>
          <Text mt={4}>{explanation}</Text>
          {!verdict.credential && (
            <Text size="sm" mt="xs" className="kc-break">
              {texts.id}: <Code>{id}</Code>
            </Text>
          )}
        </div>
      </Group>
    </Card>
  );
}

function Waiting({ secondsLeft, liveState }: { secondsLeft: number; liveState: LiveState }) {
  const texts = useTexts().verdict;
  const isLive = liveState === "live";
  return (
    <Stack gap={6} className="kc-no-print">
      <Group justify="space-between" gap="xs">
        <Text size="sm">
          {isLive ? texts.watchingLive : secondsLeft > 0 ? texts.watching(secondsLeft) : texts.watchingEnded}
        </Text>
        <LiveBadge state={liveState} />
      </Group>
      {(isLive || secondsLeft > 0) && (
        <Progress value={isLive ? 100 : (secondsLeft / 60) * 100} size="sm" animated aria-hidden />
      )}
    </Stack>
  );
}
