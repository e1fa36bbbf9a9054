import type { Batch } from "@kubecredential/shared";
import { Badge, Group, Progress, Stack, Text } from "@mantine/core";
import { type BatchState, isMoving, stateLooks } from "./actions";
import { useBatchTexts } from "./texts";
import { useNumber } from "./useNumber";

export function StateBadge({ state }: { state: BatchState }) {
  const { color, Icon } = stateLooks[state] ?? stateLooks.ready;
  return (
    <Badge variant="light" color={color} leftSection={<Icon size={15} aria-hidden />} miw="max-content">
      {useBatchTexts().states[state] ?? state}
    </Badge>
  );
}

/** How far a batch has come, in one or two lines. */
export function ShortProgress({ batch }: { batch: Batch }) {
  const texts = useBatchTexts().progress;
  const number = useNumber();
  const { state, counts, confirmedAt } = batch;
  if (state === "refused") return null;
  if (state === "validating") return <Text size="sm">{texts.validating(number(counts.rows))}</Text>;
  if (confirmedAt === null) {
    return (
      <Group gap="0 0.625rem">
        <Text size="sm">{texts.ready(number(counts.valid))}</Text>
        {counts.invalid > 0 && <Fault>{texts.faults(number(counts.invalid))}</Fault>}
      </Group>
    );
  }
  const text = texts.done(number(counts.done), number(counts.valid));
  return (
    <Stack gap={4}>
      {state !== "done" && (
        <Progress
          value={shareOf(batch)}
          size="sm"
          animated={isMoving(batch) && state === "running"}
          aria-label={text}
        />
      )}
      <Group gap="0 0.625rem">
        <Text size="sm">{text}</Text>
        {counts.failed > 0 && <Fault>{texts.failed(number(counts.failed))}</Fault>}
      </Group>
    </Stack>
  );
}

function Fault({ children }: { children: string }) {
  return (
    <Text size="sm" c="var(--mantine-color-error)" component="span">
      {children}
    </Text>
  );
}

/** How much of it has been carried out, in percent. */
export function shareOf({ counts }: Pick<Batch, "counts">): number {
  return counts.valid === 0 ? 100 : ((counts.done + counts.failed) / counts.valid) * 100;
}
