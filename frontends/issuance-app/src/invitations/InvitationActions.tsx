import { type Invitation, isolated } from "@kubecredential/shared";
import { Button, Group, Stack, Text } from "@mantine/core";
import IconBan from "@tabler/icons-react/icons/IconBan";
import IconMailForward from "@tabler/icons-react/icons/IconMailForward";
import { useState } from "react";
import { ConfirmDialog } from "../operations/ConfirmDialog";
import { Refusal } from "../Refusal";
import { isStanding } from "./looks";
import { useInvitationTexts } from "./texts";
import { useResend, useRevoke } from "./useInvitations";

/** Sends an invitation again, or withdraws it. */
export function InvitationActions({ invitation }: { invitation: Invitation }) {
  const texts = useInvitationTexts();
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
            onClick={() => setIsAsked(true)}
          >
            {texts.revoke}
          </Button>
        )}
      </Group>
      <div role="status" className={resend.isSuccess ? undefined : "kc-visually-hidden"}>
        {resend.isSuccess && <Text size="sm">{texts.resent}</Text>}
      </div>
      <Refusal error={resend.error} title={texts.refusedTitle} texts={texts.refusals} />
      <ConfirmDialog
        opened={isAsked}
        onClose={() => setIsAsked(false)}
        title={texts.revokeTitle}
        text={texts.revokeText}
        action={texts.revoke}
        danger
        order={revoke}
        onConfirm={(_, done) => revoke.mutate(id, { onSuccess: done })}
      />
    </Stack>
  );
}
