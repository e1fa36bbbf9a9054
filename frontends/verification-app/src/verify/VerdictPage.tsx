import { EmptyState, ErrorAlert, LiveBadge, type LiveState } from "@kubecredential/shared";
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import IconFileUnknown from "@tabler/icons-react/icons/IconFileUnknown";
import { Link, useLocation, useParams, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { remember } from "../history/history";
import { PaperNote } from "../paper/PaperNote";
import type { Paper } from "../paper/paper";
import { ReportButton } from "../report/ReportButton";
import { ShareButton } from "../share/ShareButton";
import { useTexts } from "../texts";
import { linkTo } from "./linkTo";
import { hasIdForm, parseInput } from "./parseInput";
import { type Subject, useVerdict } from "./useVerdict";
import { VerdictActions } from "./VerdictActions";
import { useSentence, VerdictView } from "./VerdictView";

/** The verdict on the ID in the address. */
export function VerdictPage() {
  const { id } = useParams({ from: "/v/$id" });
  const { maxAge } = useSearch({ from: "/v/$id" });
  const raw = useLocation({ select: ({ state }) => state.raw });
  // The browser's history may hold entries that an earlier version of this app left here.
  if (raw !== undefined) return <WholeVerdictPage />;
  // The key restarts the minute of waiting for another credential.
  return <VerdictOn key={id} subject={{ id, maxAge }} />;
}

/**
 * The verdict on a whole credential. The ID is not in the address: opened elsewhere, the link would show the verdict on the
 * issued credential, not on the one shown to the user.
 */
export function WholeVerdictPage() {
  const texts = useTexts();
  const raw = useLocation({ select: ({ state }) => state.raw });
  const paper = useLocation({ select: ({ state }) => state.paper });
  const given = parseInput(raw ?? "");
  if (raw === undefined || !("id" in given)) {
    return (
      <>
        <title>{texts.pageTitle(texts.verdict.title)}</title>
        <EmptyState
          order={1}
          icon={IconFileUnknown}
          title={texts.verdict.nothingTitle}
          text={texts.verdict.nothing}
          action={<Button renderRoot={(props) => <Link to="/" {...props} />}>{texts.history.verifyFirst}</Button>}
        />
      </>
    );
  }
  return <VerdictOn key={raw} subject={{ id: given.id, raw }} paper={paper} />;
}

function VerdictOn({ subject, paper }: { subject: Subject; paper?: Paper }) {
  const { id, raw } = subject;
  const texts = useTexts();
  const link = raw === undefined ? linkTo(id) : undefined;
  const { data: verdict, error, isFetching, mayArrive, isWatching, recheck, liveState } = useVerdict(subject);

  useEffect(() => {
    if (verdict) remember({ id, raw }, verdict);
  }, [id, raw, verdict]);

  const sentence = useSentence(verdict);

  return (
    <Stack gap="lg" maw={800} mx="auto">
      <title>{texts.pageTitle(sentence ?? texts.verdict.title)}</title>
      {error && !verdict && (
        <Title order={1} size="h2">
          {texts.verdict.rejected}
        </Title>
      )}
      {error && <ErrorAlert error={error} onRetry={recheck} retrying={isFetching} />}
      {verdict && <PaperNote paper={paper} />}
      <VerdictView
        id={id}
        verdict={verdict}
        isWhole={raw !== undefined}
        link={link}
        checking={error ? undefined : texts.verdict.checking}
      >
        {mayArrive && <Watching isWatching={isWatching} liveState={liveState} />}
        <VerdictActions onRecheck={recheck} rechecking={isFetching && !isWatching}>
          {verdict?.credential && link && <ShareButton id={id} link={link} verdict={verdict} />}
          {verdict && verdict.kind !== "rejected" && hasIdForm(id) && <ReportButton subject={subject} />}
        </VerdictActions>
      </VerdictView>
    </Stack>
  );
}

/** A secondary note: the verdict itself is that the credential was not found. */
function Watching({ isWatching, liveState }: { isWatching: boolean; liveState: LiveState }) {
  const texts = useTexts().verdict;
  return (
    <Group justify="space-between" gap="xs" className="kc-no-print">
      <Text size="sm" c="dimmed" flex={1}>
        {isWatching ? texts.watching : texts.watchingEnded}
      </Text>
      {isWatching && <LiveBadge state={liveState} />}
    </Group>
  );
}
