import type { IssuedCredential } from "@kubecredential/shared";
import { Button, Card, Group, Text } from "@mantine/core";
import IconX from "@tabler/icons-react/icons/IconX";
import { useEffect, useRef, useState } from "react";
import { useListTexts } from "../credentials/texts";
import { useTexts } from "../texts";
import { type ActionOfMany, actionLooks, actionsOfMany } from "./actions";
import { BulkDialog } from "./BulkDialog";
import classes from "./SelectionBar.module.css";

interface SelectionBarProps {
  selected: IssuedCredential[];
  onClear: () => void;
  actions?: readonly ActionOfMany[];
}

/** What can be done to the selected credentials. The service decides for each whether it is possible. */
export function SelectionBar({ selected, onClear, actions = actionsOfMany }: SelectionBarProps) {
  const texts = useTexts();
  const list = useListTexts();
  // Kept while the dialog is open: the list, and with it the selection, changes below it.
  const [asked, setAsked] = useState<{ action: ActionOfMany; credentials: IssuedCredential[] }>();
  const opener = useRef<HTMLButtonElement>(null);

  // The dialog is unmounted at once, so it cannot return the focus itself; and the bar may be gone.
  useEffect(() => {
    if (asked || !opener.current) return;
    if (opener.current.isConnected) opener.current.focus();
    else document.querySelector("main")?.focus();
    opener.current = null;
  }, [asked]);
  return (
    <>
      {selected.length > 0 && (
        <Card component="section" p="sm" mb="md" className={classes.bar} aria-label={list.selection}>
          <Group gap="xs">
            <Text size="sm" fw={600} role="status" me="auto">
              {list.selected(selected.length)}
            </Text>
            {actions.map((action) => {
              const { Icon, isFinal } = actionLooks[action];
              return (
                <Button
                  key={action}
                  size="xs"
                  variant="default"
                  c={isFinal ? "var(--mantine-color-error)" : undefined}
                  leftSection={<Icon size={15} aria-hidden />}
                  onClick={(event) => {
                    opener.current = event.currentTarget;
                    setAsked({ action, credentials: selected });
                  }}
                >
                  {texts.lifecycle.actions[action]}
                </Button>
              );
            })}
            <Button size="xs" variant="subtle" leftSection={<IconX size={15} aria-hidden />} onClick={onClear}>
              {list.clearSelection}
            </Button>
          </Group>
        </Card>
      )}
      {asked && (
        <BulkDialog
          action={asked.action}
          credentials={asked.credentials}
          onClose={(hasRun) => {
            setAsked(undefined);
            if (hasRun) onClear();
          }}
        />
      )}
    </>
  );
}
