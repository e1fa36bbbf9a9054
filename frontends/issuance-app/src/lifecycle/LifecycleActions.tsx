import { type AnyCredential, type CredentialRecord, isErased } from "@kubecredential/shared";
import { Alert, Button, Group } from "@mantine/core";
import IconCircleCheck from "@tabler/icons-react/icons/IconCircleCheck";
import { useEffect, useRef, useState } from "react";
import { useTexts } from "../texts";
import { type Action, actionLooks, possibleActions } from "./actions";
import { ChangeDialog } from "./ChangeDialog";
import { RenewDialog } from "./RenewDialog";
import { ReplaceDialog } from "./ReplaceDialog";
import type { Changed } from "./useChange";

interface LifecycleActionsProps {
  credential: AnyCredential;
  /** What the issuer alone knows; undefined while unknown. */
  record?: CredentialRecord;
  isRecordPending: boolean;
  /** The change whose dialog is open. */
  asked?: Action;
  onAsk: (action: Action | undefined) => void;
  onSucceeded: (successorId: string) => void;
}

/** The changes of status that are possible, each with its dialog. */
export function LifecycleActions({ credential, record, isRecordPending, asked, ...on }: LifecycleActionsProps) {
  const texts = useTexts().lifecycle;
  const [done, setDone] = useState<string>();
  const possible = possibleActions(credential);
  const group = useRef<HTMLDivElement>(null);
  const buttons = useRef(new Map<Action, HTMLButtonElement>());
  const hasChanged = useRef(false);
  const last = useRef<Action>(undefined);

  // The dialog is unmounted at once, so it cannot return the focus itself; and after a change, its button is gone.
  useEffect(() => {
    if (asked) {
      last.current = asked;
      hasChanged.current = false;
    } else if (last.current) {
      (hasChanged.current ? group.current : buttons.current.get(last.current))?.focus();
      last.current = undefined;
    }
  }, [asked]);

  function finish(action: Action, { successor, isNew }: Changed) {
    hasChanged.current = true;
    on.onAsk(undefined);
    if (successor) on.onSucceeded(successor.id);
    else if (action !== "replace" && action !== "renew") setDone(isNew ? texts.changed[action] : texts.unchanged);
  }

  const dialog = { credential, onClose: () => on.onAsk(undefined) };
  return (
    <>
      {/* Always rendered: screen readers announce only what is added to an existing live region. */}
      <div role="status">
        {done && (
          <Alert
            role="group"
            color="teal"
            icon={<IconCircleCheck size={20} aria-hidden />}
            withCloseButton
            closeButtonLabel={texts.dismiss}
            onClose={() => setDone(undefined)}
          >
            {done}
          </Alert>
        )}
      </div>
      <Group ref={group} gap="xs" role="group" aria-label={texts.heading} tabIndex={-1} style={{ outline: "none" }}>
        {possible.map((action) => {
          const { Icon, isFinal } = actionLooks[action];
          return (
            <Button
              key={action}
              ref={(button) => {
                if (button) buttons.current.set(action, button);
                else buttons.current.delete(action);
              }}
              size="sm"
              variant="default"
              c={isFinal ? "var(--mantine-color-error)" : undefined}
              leftSection={<Icon size={16} aria-hidden />}
              // The form is filled in with what the record says.
              disabled={action === "replace" && isRecordPending}
              onClick={() => {
                setDone(undefined);
                on.onAsk(action);
              }}
            >
              {texts.actions[action]}
            </Button>
          );
        })}
      </Group>
      {(asked === "suspend" || asked === "reinstate" || asked === "revoke" || asked === "erase") && (
        <ChangeDialog {...dialog} action={asked} onDone={(changed) => finish(asked, changed)} />
      )}
      {asked === "renew" && !isErased(credential) && (
        <RenewDialog {...dialog} credential={credential} onDone={(changed) => finish(asked, changed)} />
      )}
      {asked === "replace" && !isErased(credential) && !isRecordPending && (
        <ReplaceDialog
          {...dialog}
          credential={credential}
          record={record}
          onDone={(changed) => finish(asked, changed)}
        />
      )}
    </>
  );
}
