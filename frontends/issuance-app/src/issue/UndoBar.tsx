import { type AnyCredential, type IssuedCredential, isolated, NameInText } from "@kubecredential/shared";
import { Button, Card, Group, Stack, Text } from "@mantine/core";
import IconArrowBackUp from "@tabler/icons-react/icons/IconArrowBackUp";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { ChangeError } from "../lifecycle/ChangeError";
import { useChange } from "../lifecycle/useChange";
import { useIssueTexts } from "./texts";
import classes from "./UndoBar.module.css";

const fields: string[] = [];

interface UndoBarProps {
  credential: IssuedCredential;
  /** When it can no longer be undone, in milliseconds since 1970. */
  until: number;
  onUndone: (credential: AnyCredential) => void;
  onOver: (hadFocus: boolean) => void;
}

/** Takes back what was just issued, as long as the time runs. Afterwards, it can be revoked on its own page. */
export function UndoBar({ credential, until, onUndone, onOver }: UndoBarProps) {
  const texts = useIssueTexts().undo;
  const change = useChange(credential);
  const bar = useRef<HTMLDivElement>(null);
  const [left, setLeft] = useState(() => secondsLeft(until));
  const tick = useEffectEvent(() => {
    const next = secondsLeft(until);
    setLeft(next);
    if (next <= 0 && !change.isPending) onOver(bar.current?.contains(document.activeElement) ?? false);
  });

  useEffect(() => {
    const timer = setInterval(() => tick(), 1_000);
    return () => clearInterval(timer);
  }, []);

  return (
    <Card ref={bar} p="sm" className="kc-no-print">
      <Stack gap="xs">
        <Group gap="xs" wrap="nowrap">
          <Text size="sm" className={classes.sentence} title={credential.holderName}>
            <NameInText text={texts.issued} name={credential.holderName} />
          </Text>
          {/* Not a part of the button: a name that changes every second would be read out every second. */}
          <Text size="sm" aria-hidden className={classes.left}>
            {texts.left(left)}
          </Text>
          <Button
            size="xs"
            variant="default"
            style={{ flexShrink: 0 }}
            leftSection={<IconArrowBackUp size={16} aria-hidden />}
            aria-label={texts.label(isolated(credential.holderName))}
            loading={change.isPending}
            onClick={() =>
              change.mutate(
                { action: "revoke", body: { reason: "error" } },
                { onSuccess: ({ credential }) => onUndone(credential) },
              )
            }
          >
            {texts.undo}
          </Button>
        </Group>
        <ChangeError error={change.error} fields={fields} />
      </Stack>
    </Card>
  );
}

function secondsLeft(until: number): number {
  return Math.max(0, Math.ceil((until - Date.now()) / 1_000));
}
