import { ErrorAlert, type Invitation, isolated, useSharedTexts } from "@kubecredential/shared";
import { Dialog } from "@kubecredential/shared/dialog";
import { Button, Group, Stack, Text } from "@mantine/core";
import IconBan from "@tabler/icons-react/icons/IconBan";
import IconMailForward from "@tabler/icons-react/icons/IconMailForward";
import { useState } from "react";
import { Refusal } from "../Refusal";
import { isStanding } from "./looks";
import { useInvitationTexts } from "./texts";
import { useResend, useRevoke } from "./useInvitations";

/** Sends an invitation again, or withdraws it. */
export function InvitationActions({ invitation }: { invitation: Invitation }) {
  const texts = useInvitationTexts();
  const shared = useSharedTexts();
  const resend = useResend();
  const revoke = useRevoke();
  const [isAsked, setIsAsked] = useState(false);
  const { id, state, delivery, holderName } = invitation;
  const maySend = delivery === "email" && state !== "revoked" && state !== "queued";
  if (!maySend && !isStanding(state)) return null;
  return (
    <Stack gap="xs">
      <Group gap="xs">
        {maySend && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconMailForward size={15} aria-hidden />}
            aria-label={texts.resendOf(isolated(holderName))}
            loading={resend.isPending}
            onClick={() => resend.mutate(id)}
          >
            {texts.resend}
          </Button>
        )}
        {isStanding(state) && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconBan size={15} aria-hidden />}
            aria-label={texts.revokeOf(isolated(holderName))}
            onClick={() => {
              revoke.reset();
              setIsAsked(true);
            }}
          >
            {texts.revoke}
          </Button>
        )}
      </Group>
      <div role="status" className={resend.isSuccess ? undefined : "kc-visually-hidden"}>
        {resend.isSuccess && <Text size="sm">{texts.resent}</Text>}
      </div>
      <Refusal error={resend.error} title={texts.refusedTitle} texts={texts.refusals} />
      <Dialog opened={isAsked} onClose={() => setIsAsked(false)} title={texts.revokeTitle}>
        <Stack>
          <Text>{texts.revokeText}</Text>
          {revoke.error && <ErrorAlert error={revoke.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setIsAsked(false)}>
              {shared.cancel}
            </Button>
            <Button
              data-autofocus
              color="red"
              loading={revoke.isPending}
              leftSection={<IconBan size={16} aria-hidden />}
              onClick={() => revoke.mutate(id, { onSuccess: () => setIsAsked(false) })}
            >
              {texts.revoke}
            </Button>
          </Group>
        </Stack>
      </Dialog>
    </Stack>
  );
}
