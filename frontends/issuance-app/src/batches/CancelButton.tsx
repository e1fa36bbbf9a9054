import { type Batch, ErrorAlert } from "@kubecredential/shared";
import { Dialog } from "@kubecredential/shared/dialog";
import { Button, Group, Stack, Text } from "@mantine/core";
import IconX from "@tabler/icons-react/icons/IconX";
import { useState } from "react";
import { useBatchTexts } from "./texts";
import { useStep } from "./useBatches";
import { useNumber } from "./useNumber";

/** Cancels a batch once that has been confirmed. */
export function CancelButton({ batch }: { batch: Batch }) {
  const texts = useBatchTexts().run;
  const number = useNumber();
  const step = useStep(batch.id);
  const [isAsked, setIsAsked] = useState(false);
  const { done, failed, valid } = batch.counts;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconX size={16} aria-hidden />}
        onClick={() => {
          step.reset();
          setIsAsked(true);
        }}
      >
        {texts.cancel}
      </Button>
      <Dialog opened={isAsked} onClose={() => setIsAsked(false)} title={texts.cancelTitle}>
        <Stack>
          <Text>
            {batch.confirmedAt === null
              ? texts.cancelBefore
              : texts.cancelRunning(number(done), number(Math.max(0, valid - done - failed)))}
          </Text>
          {step.error && <ErrorAlert error={step.error} />}
          <Group justify="flex-end">
            <Button variant="default" data-autofocus onClick={() => setIsAsked(false)}>
              {texts.keep}
            </Button>
            <Button
              color="red"
              loading={step.isPending}
              onClick={() => step.mutate("cancel", { onSuccess: () => setIsAsked(false) })}
            >
              {texts.cancel}
            </Button>
          </Group>
        </Stack>
      </Dialog>
    </>
  );
}
