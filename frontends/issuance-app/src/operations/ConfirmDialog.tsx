import { ErrorAlert, fieldErrorsOf, lengthOf, useSharedTexts } from "@kubecredential/shared";
import { Dialog } from "@kubecredential/shared/dialog";
import { Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { type SyntheticEvent, useEffect, useRef, useState } from "react";
import { useTexts } from "../texts";

const longestReason = 500;

interface ConfirmDialogProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  text: string;
  /** The confirming button's label. */
  action: string;
  danger?: boolean;
  reason?: "required";
  order: { isPending: boolean; error: Error | null; reset: () => void };
  onConfirm: (reason: string, done: () => void) => void;
}

/** Asks for confirmation, and for a reason where one is required; stays open if the order is refused. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { opened, onClose, title, text, action, danger, reason, order, onConfirm } = props;
  const texts = useTexts().operations.dialog;
  const shared = useSharedTexts();
  const [why, setWhy] = useState("");
  const [fault, setFault] = useState<"missing" | "tooLong">();
  const input = useRef<HTMLTextAreaElement>(null);
  const { reset } = order;

  useEffect(() => {
    if (!opened) return;
    setWhy("");
    setFault(undefined);
    reset();
  }, [opened, reset]);

  // What comes of an order is shown, so the dialog waits for it.
  function close() {
    if (!order.isPending) onClose();
  }

  function confirm(event: SyntheticEvent) {
    event.preventDefault();
    const found =
      reason !== "required"
        ? undefined
        : why.trim() === ""
          ? "missing"
          : lengthOf(why.trim()) > longestReason
            ? "tooLong"
            : undefined;
    setFault(found);
    if (found) {
      input.current?.focus();
      return;
    }
    onConfirm(why.trim(), onClose);
  }

  return (
    <Dialog opened={opened} onClose={close} title={title}>
      <form onSubmit={confirm} noValidate>
        <Stack>
          <Text>{text}</Text>
          {reason && (
            <Textarea
              ref={input}
              label={texts.reason}
              description={texts.reasonHint}
              required
              data-autofocus
              autosize
              minRows={2}
              dir="auto"
              value={why}
              onChange={(event) => {
                // A single line, because the service rejects control characters.
                setWhy(event.currentTarget.value.replace(/\p{Cc}+/gu, " "));
                setFault(undefined);
              }}
              error={
                fault === "missing"
                  ? texts.reasonMissing
                  : fault === "tooLong"
                    ? texts.reasonTooLong(lengthOf(why.trim()), longestReason)
                    : fieldErrorsOf(order.error).reason
              }
            />
          )}
          {order.error && <ErrorAlert error={order.error} />}
          <Group justify="flex-end">
            <Button variant="default" disabled={order.isPending} onClick={close}>
              {shared.cancel}
            </Button>
            <Button type="submit" color={danger ? "red" : undefined} loading={order.isPending}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
