import { type Batch, type BatchProgress, ErrorAlert } from "@kubecredential/shared";
import { Button, Card, Group, Progress, Stack, Text, Title } from "@mantine/core";
import IconPlayerPause from "@tabler/icons-react/icons/IconPlayerPause";
import IconPlayerPlay from "@tabler/icons-react/icons/IconPlayerPlay";
import { shareOf } from "./BatchState";
import { CancelButton } from "./CancelButton";
import { Counts } from "./Counts";
import { Pace } from "./Pace";
import { useBatchTexts } from "./texts";
import { useStep } from "./useBatches";
import { useNumber } from "./useNumber";

interface RunCardProps {
  batch: Batch;
  progress?: BatchProgress;
  mayChange: boolean;
}

/** A batch that is carried out, or waits. */
export function RunCard({ batch, progress, mayChange }: RunCardProps) {
  const texts = useBatchTexts().run;
  const number = useNumber();
  const step = useStep(batch.id);
  const isPaused = batch.state === "paused";
  const state = isPaused ? "paused" : "running";
  const { done, failed, valid } = batch.counts;
  const text = texts.progress(number(done + failed), number(valid));
  return (
    <Card component="section" aria-labelledby="run-heading">
      <Stack gap="sm">
        <div>
          <Title order={2} size="h4" id="run-heading">
            {texts.headings[state]}
          </Title>
          <Text size="sm" c="dimmed">
            {texts.texts[state]}
          </Text>
        </div>
        <Progress
          value={shareOf(batch)}
          size="lg"
          color={isPaused ? "orange" : undefined}
          animated={!isPaused}
          aria-label={text}
        />
        <Text fw={600} style={{ fontVariantNumeric: "tabular-nums" }}>
          {text}
        </Text>
        <Pace progress={progress} />
        <Counts batch={batch} />
        {step.error && <ErrorAlert error={step.error} />}
        {mayChange && (
          <Group>
            {/* One button: it keeps the focus when its meaning changes. */}
            <Button
              variant={isPaused ? "filled" : "default"}
              leftSection={
                isPaused ? <IconPlayerPlay size={16} aria-hidden /> : <IconPlayerPause size={16} aria-hidden />
              }
              // Not disabled while it is under way: that would take the focus away.
              aria-busy={step.isPending}
              onClick={() => {
                if (!step.isPending) step.mutate(isPaused ? "resume" : "pause");
              }}
            >
              {isPaused ? texts.resume : texts.pause}
            </Button>
            <CancelButton batch={batch} />
          </Group>
        )}
      </Stack>
    </Card>
  );
}
