import { EmptyState, ErrorAlert, Name, useSharedTexts } from "@kubecredential/shared";
import { Anchor, Badge, Button, Card, Progress, Stack, Text } from "@mantine/core";
import IconAlertTriangle from "@tabler/icons-react/icons/IconAlertTriangle";
import IconChecks from "@tabler/icons-react/icons/IconChecks";
import IconFileUnknown from "@tabler/icons-react/icons/IconFileUnknown";
import { useQueries } from "@tanstack/react-query";
import { Link, useLocation } from "@tanstack/react-router";
import { remember } from "../history/history";
import { useTexts } from "../texts";
import type { Entry } from "../verify/entries";
import { useFaultText } from "../verify/faults";
import { verdictLooks } from "../verify/looks";
import { type Answer, ask, type Outcome, useOutcomes } from "../verify/outcome";
import { placeOf } from "../verify/place";
import { VerdictActions } from "../verify/VerdictActions";
import { VerdictSheet } from "../verify/VerdictSheet";
import sheetClasses from "../verify/VerdictView.module.css";
import { inTurns } from "./inTurns";
import classes from "./SeveralPage.module.css";

const atATime = 4;
const inTurn = inTurns(atATime);

/** The verdicts on several credentials that were entered at once. */
export function SeveralPage() {
  const texts = useTexts();
  const entries = useLocation({ select: ({ state }) => state.several });
  const visit = useLocation({ select: ({ state }) => state.key });
  if (!entries) {
    return (
      <>
        <title>{texts.pageTitle(texts.several.title)}</title>
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
  return <Several key={visit} visit={visit ?? ""} entries={entries} />;
}

/** Asks, and keeps what the pages of single verdicts keep. */
async function askAndRemember(entry: Entry, signal: AbortSignal): Promise<Answer> {
  const answer = await ask(entry, signal);
  const { given } = entry;
  if ("verdict" in answer && (given.kind === "id" || given.kind === "link" || given.kind === "json")) {
    remember({ id: given.id, raw: given.kind === "json" ? given.raw : undefined }, answer.verdict);
  }
  return answer;
}

function Several({ entries, visit }: { entries: Entry[]; visit: string }) {
  const texts = useTexts();
  const outcomeOf = useOutcomes();
  const saidOf = useFaultText();
  const all = useQueries({
    queries: entries.map((entry, at) => ({
      queryKey: ["several", visit, at],
      queryFn: ({ signal }: { signal: AbortSignal }) => inTurn(() => askAndRemember(entry, signal)),
      enabled: entry.given.kind !== "fault",
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 0,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
    })),
  });
  const isAsking = all.some(({ isFetching }) => isFetching);
  /** Asking again also asks for queries that are not enabled. */
  const askable = all.filter((_, at) => entries[at]?.given.kind !== "fault");
  const failed = all.filter(({ isError }) => isError);
  const rows = entries.map((entry, at): Row => {
    const answer = all[at]?.data;
    if (entry.given.kind === "fault") return { entry, outcome: unreadable(saidOf(entry.given.fault), texts) };
    return { entry, outcome: answer && outcomeOf(answer), isLost: all[at]?.isError };
  });
  const done = all.filter(({ isFetching }) => !isFetching).length;
  return (
    <Stack gap="lg" maw={800} mx="auto">
      <title>{texts.pageTitle(texts.several.title)}</title>
      <div className={sheetClasses.sheet}>
        <div role="status">
          {isAsking ? (
            <VerdictSheet color="gray" Icon={IconChecks} heading={texts.several.checking(entries.length)}>
              {null}
            </VerdictSheet>
          ) : (
            <Sum rows={rows} />
          )}
        </div>
        {isAsking && <Progress value={(100 * done) / entries.length} aria-label={texts.several.title} radius={0} />}
      </div>
      {failed[0] && !isAsking && (
        <ErrorAlert error={failed[0].error} onRetry={() => failed.map((one) => one.refetch())} />
      )}
      <VerdictActions rechecking={isAsking} onRecheck={() => void askable.map((one) => one.refetch())} />
      <Card p={0}>
        <ol className={classes.list} aria-label={texts.several.title}>
          {rows.map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the entries never change places
            <Line key={at} row={row} />
          ))}
        </ol>
      </Card>
    </Stack>
  );
}

interface Row {
  entry: Entry;
  /** Left out until it is known. */
  outcome?: Outcome;
  /** Whether the verifier could not be asked. */
  isLost?: boolean;
}

function unreadable(sentence: string, { verdict }: ReturnType<typeof useTexts>): Outcome {
  return { isValid: false, ...verdictLooks.rejected, word: verdict.short.rejected, sentence };
}

/** All of them in a sentence, and how many there are of each. */
function Sum({ rows }: { rows: Row[] }) {
  const texts = useTexts();
  const { comma } = useSharedTexts().credential;
  const valid = rows.filter(({ outcome }) => outcome?.isValid).length;
  const isFine = valid === rows.length;
  const isBad = rows.some(({ outcome }) => outcome?.color === "red");
  const counts = new Map<string, number>();
  for (const { outcome } of rows) {
    const word = outcome?.word ?? texts.verdict.short.rejected;
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return (
    <VerdictSheet
      color={isFine ? "teal" : isBad ? "red" : "orange"}
      Icon={isFine ? IconChecks : IconAlertTriangle}
      heading={texts.several.sum(valid, rows.length)}
    >
      <Text mt={4}>{[...counts].map(([word, count]) => `${word}: ${count}`).join(comma)}</Text>
    </VerdictSheet>
  );
}

function Line({ row: { entry, outcome, isLost } }: { row: Row }) {
  const texts = useTexts();
  const place = placeOf(entry);
  const { given, from } = entry;
  const id = "id" in given ? given.id : undefined;
  const { holder, title, issuer } = outcome?.names ?? {};
  const name = holder ?? from ?? id ?? texts.several.unnamed;
  const facts = [title, issuer, name === from ? undefined : from].filter((one) => one !== undefined);
  return (
    <li className={classes.line}>
      <div className={classes.who}>
        {place ? (
          <Anchor
            fw={600}
            py={2}
            display="inline-block"
            className="kc-break"
            renderRoot={(props) => <Link {...place} {...props} />}
          >
            <Name>{name}</Name>
          </Anchor>
        ) : (
          <Text fw={600} className="kc-break">
            <Name>{name}</Name>
          </Text>
        )}
        {outcome && !outcome.names && <Text size="sm">{outcome.sentence}</Text>}
        {facts.length > 0 && (
          <Text size="sm" c="dimmed" className="kc-break">
            {facts.map((fact, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the facts may be equal, and never change places
              <span key={at}>
                {at > 0 && " · "}
                <Name>{fact}</Name>
              </span>
            ))}
          </Text>
        )}
      </div>
      <State outcome={outcome} isLost={isLost} />
    </li>
  );
}

function State({ outcome, isLost }: Pick<Row, "outcome" | "isLost">) {
  const texts = useTexts().verdict;
  if (!outcome && !isLost) {
    return (
      <Text size="sm" c="dimmed">
        {texts.checking}
      </Text>
    );
  }
  const { color, Icon, word } = outcome ?? { ...verdictLooks.rejected, word: texts.short.rejected };
  return (
    <Badge variant="light" color={color} leftSection={<Icon size={15} aria-hidden />} miw="max-content">
      {word}
    </Badge>
  );
}
