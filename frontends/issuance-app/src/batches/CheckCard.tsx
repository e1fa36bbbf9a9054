import type { Batch, BatchProgress } from "@kubecredential/shared";
import { Card, Group, Progress, Stack, Text, Title } from "@mantine/core";
import classes from "./BatchPage.module.css";
import { CancelButton } from "./CancelButton";
import { Pace } from "./Pace";
import { useBatchTexts } from "./texts";
import { useNumber } from "./useNumber";

interface CheckCardProps {
  batch: Batch;
  progress?: BatchProgress;
  mayChange: boolean;
}

/** The check of the rows. How many there are is known only in the end. */
export function CheckCard({ batch, progress, mayChange }: CheckCardProps) {
  const texts = useBatchTexts().check;
  const number = useNumber();
  const { rows, valid, invalid } = batch.counts;
  const checked = texts.rows(number(rows));
  return (
    <Card component="section" aria-labelledby="check-heading">
      <Stack gap="sm">
        <Title order={2} size="h4" id="check-heading">
          {texts.heading}
        </Title>
        <Progress.Root aria-hidden>
          <Progress.Section value={100} animated />
        </Progress.Root>
        <Group justify="space-between" gap="xs" className={classes.pace}>
          <Text fw={600}>{checked}</Text>
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
