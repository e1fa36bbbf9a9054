import { type Batch, type BatchProgress, formatDuration, useLanguage } from "@kubecredential/shared";
import { Anchor, Button, Card, Group, Progress, Stack, Text, Title } from "@mantine/core";
import IconDownload from "@tabler/icons-react/icons/IconDownload";
import { Link } from "@tanstack/react-router";
import { Counts } from "./Counts";
import { Pace } from "./Pace";
import { useBatchTexts } from "./texts";
import { useNumber } from "./useNumber";

/** What a batch that has ended has done. */
export function ResultCard({ batch, progress }: { batch: Batch; progress?: BatchProgress }) {
  const texts = useBatchTexts().results;
  const run = useBatchTexts().run;
  const { language } = useLanguage();
  const number = useNumber();
  const { state, action, counts, confirmedAt, finishedAt } = batch;
  const { valid, done, verifiable, failed } = counts;
  const isVerifying = state === "done" && verifiable < done;
  if (confirmedAt === null) {
    return (
      <Card component="section" aria-labelledby="results-heading">
        <Title order={2} size="h4" id="results-heading">
          {texts.heading}
        </Title>
        <Text>{texts.cancelledBefore}</Text>
      </Card>
    );
  }
  const seconds = finishedAt === null ? 0 : (Date.parse(finishedAt) - Date.parse(confirmedAt)) / 1000;
  return (
    <Card component="section" aria-labelledby="results-heading">
      <Stack gap="sm">
        <div role="status">
          <Title order={2} size="h4" id="results-heading">
            {texts.headings[action](number(done))}
          </Title>
          {state === "cancelled" && <Text>{texts.cancelled(number(Math.max(0, valid - done - failed)))}</Text>}
          {state === "done" && done > 0 && !isVerifying && <Text>{texts.allVerifiable}</Text>}
          {isVerifying && <Text>{run.texts.verifying}</Text>}
          {failed > 0 && <Text c="var(--mantine-color-error)">{texts.failed(number(failed))}</Text>}
        </div>
        {isVerifying && (
          <>
            <Progress
              value={(verifiable / done) * 100}
              size="lg"
              animated
              aria-label={`${run.counts.verifiable}: ${number(verifiable)}`}
            />
            <Pace progress={progress} />
          </>
        )}
        <Counts batch={batch} />
        <Group gap="md">
          <Button
            component="a"
            href={`/api/v1/batches/${encodeURIComponent(batch.id)}/results.csv`}
            download
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden />}
          >
            {texts.download}
          </Button>
          {done > 0 && (
            <Anchor renderRoot={(props) => <Link to="/credentials" search={{ batch: batch.id }} {...props} />}>
              {texts.list}
            </Anchor>
          )}
          {seconds >= 1 && (
            <Text size="sm" c="dimmed">
              {texts.took(formatDuration(seconds, language))}
            </Text>
          )}
        </Group>
      </Stack>
    </Card>
  );
}
