import type { Batch, BatchProgress } from "@kubecredential/shared";
import { Card, Group, Progress, Stack, Text, Title } from "@mantine/core";
import classes from "./BatchPage.module.css";
import { CancelButton } from "./CancelButton";
import { Pace } from "./Pace";
import { useBatchTexts } from "./texts";
import { useNumber, useSize } from "./useNumber";

interface CheckCardProps {
  batch: Batch;
  progress?: BatchProgress;
  mayChange: boolean;
}

/** The check of the rows. How many there are is known only in the end, but how much of the file has been read. */
export function CheckCard({ batch, progress, mayChange }: CheckCardProps) {
  const texts = useBatchTexts().check;
  const number = useNumber();
  const size = useSize();
  const { rows, valid, invalid } = batch.counts;
  const read = progress?.progress ?? batch.progress;
  const share = read && read.bytes > 0 ? Math.min(1, read.bytesRead / read.bytes) : undefined;
  return (
    <Card component="section" aria-labelledby="check-heading">
      <Stack gap="sm">
        <Title order={2} size="h4" id="check-heading">
          {texts.heading}
        </Title>
        {share === undefined ? (
          <Progress.Root aria-hidden>
            <Progress.Section value={100} animated />
          </Progress.Root>
        ) : (
          <Progress value={share * 100} size="lg" animated aria-label={texts.label} />
        )}
        <Group justify="space-between" gap="xs" className={classes.pace}>
          <Text fw={600}>
            {texts.rows(number(rows))}
            {read && share !== undefined && (
              <Text span size="sm" c="dimmed" fw={400}>
                {" · "}
                {texts.read(size(read.bytesRead), size(read.bytes))}
              </Text>
            )}
          </Text>
          <Text size="sm">{texts.found(number(valid), number(invalid))}</Text>
        </Group>
        <Pace progress={progress} />
        <Group justify="space-between" gap="xs">
          <Text size="sm" c="dimmed">
            {texts.text}
          </Text>
          {mayChange && <CancelButton batch={batch} />}
        </Group>
      </Stack>
    </Card>
  );
}
