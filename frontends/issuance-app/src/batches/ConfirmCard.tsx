import { type Batch, ErrorAlert, useSharedTexts } from "@kubecredential/shared";
import { Dialog } from "@kubecredential/shared/dialog";
import { Button, Card, Group, Radio, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { actionLooks } from "../lifecycle/actions";
import { iconOf } from "./actions";
import { CancelButton } from "./CancelButton";
import { useBatchTexts } from "./texts";
import { useStep } from "./useBatches";
import { useNumber } from "./useNumber";

interface ConfirmCardProps {
  batch: Batch;
  /** Whether somebody has changed what the columns mean and not had the rows checked again. */
  isChanged: boolean;
  mayChange: boolean;
}

/** What the check has found, and the order to carry it out. */
export function ConfirmCard({ batch, isChanged, mayChange }: ConfirmCardProps) {
  const texts = useBatchTexts().confirm;
  const shared = useSharedTexts();
  const number = useNumber();
  const step = useStep(batch.id);
  const [isAsked, setIsAsked] = useState(false);
  const { action, counts } = batch;
  const { rows, valid, invalid } = counts;
  const [chosen, setChosen] = useState<boolean>();
  const allOrNothing = chosen ?? batch.allOrNothing;
  const isBlocked = allOrNothing && invalid > 0;
  const Icon = iconOf(action);
  const isFinal = action !== "issue" && actionLooks[action].isFinal;
  const leftOut = invalid > 0 && texts.leftOut(number(invalid));
  return (
    <Card component="section" aria-labelledby="confirm-heading">
      <Stack gap="sm">
        <div role="status">
          <Title order={2} size="h4" id="confirm-heading">
            {texts.heading[action](number(isBlocked ? 0 : valid))}
          </Title>
          <Text>
            {valid === 0
              ? texts.none
              : isBlocked
                ? texts.blocked(number(invalid))
                : leftOut || texts.allValid(number(rows))}
          </Text>
          {isChanged && <Text fw={600}>{texts.changed}</Text>}
        </div>
        {mayChange && invalid > 0 && valid > 0 && (
          <Radio.Group
            label={texts.faulty.label}
            value={allOrNothing ? "none" : "valid"}
            onChange={(value) => setChosen(value === "none")}
          >
            <Stack gap="xs" mt={6}>
              <Radio value="valid" label={texts.faulty.leaveOut} description={texts.faulty.leaveOutHint} />
              <Radio value="none" label={texts.faulty.nothing} description={texts.faulty.nothingHint} />
            </Stack>
          </Radio.Group>
        )}
        {mayChange && (
          <Group>
            <Button
              size="md"
              color={isFinal ? "red" : undefined}
              leftSection={<Icon size={18} aria-hidden />}
              disabled={valid === 0 || isBlocked || isChanged}
              onClick={() => {
                step.reset();
                setIsAsked(true);
              }}
            >
              {texts.actions[action](number(valid))}
            </Button>
            <CancelButton batch={batch} />
          </Group>
        )}
      </Stack>
      <Dialog opened={isAsked} onClose={() => setIsAsked(false)} title={texts.titles[action](number(valid))}>
        <Stack>
          <Text>{texts.texts[action]}</Text>
          {leftOut && <Text fw={600}>{leftOut}</Text>}
          {step.error && <ErrorAlert error={step.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setIsAsked(false)}>
              {shared.cancel}
            </Button>
            <Button
              data-autofocus
              color={isFinal ? "red" : undefined}
              leftSection={<Icon size={16} aria-hidden />}
              loading={step.isPending}
              onClick={() =>
                step.mutate(
                  { confirm: { allOrNothing } },
                  {
                    onSuccess: () => {
                      setIsAsked(false);
                      // The button that opened the dialog is gone.
                      setTimeout(() => document.querySelector("main")?.focus());
                    },
                  },
                )
              }
            >
              {texts.actions[action](number(valid))}
            </Button>
          </Group>
        </Stack>
      </Dialog>
    </Card>
  );
}
