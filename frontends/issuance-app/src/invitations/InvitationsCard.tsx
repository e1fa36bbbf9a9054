import { dayOf, formatDay, type Invitation, Name, RelativeTime, useLanguage } from "@kubecredential/shared";
import { Dialog } from "@kubecredential/shared/dialog";
import { Button, Card, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import IconUserPlus from "@tabler/icons-react/icons/IconUserPlus";
import { useState } from "react";
import { InvitationActions } from "./InvitationActions";
import { InvitationBadge } from "./InvitationBadge";
import classes from "./Invitations.module.css";
import { InviteForm } from "./InviteForm";
import { useInvitationTexts } from "./texts";
import { useInvitations } from "./useInvitations";

interface InvitationsCardProps {
  credentialId: string;
  /** The holder's address, as far as it is known. */
  email: string | null;
  mayInvite: boolean;
}

/** How the holder of a credential gets to their own page. */
export function InvitationsCard({ credentialId, email, mayInvite }: InvitationsCardProps) {
  const all = useInvitationTexts();
  const texts = all.card;
  const { data, error, isPending } = useInvitations(credentialId);
  const [isAsked, setIsAsked] = useState(false);
  const [isSent, setIsSent] = useState(false);
  const invitations = data ?? [];
  return (
    <Card component="section" aria-labelledby="invitations-heading" className="kc-no-print">
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start" gap="sm">
          <div style={{ flex: "1 1 16rem" }}>
            <Title order={2} size="h4" id="invitations-heading">
              {texts.heading}
            </Title>
            <Text size="sm" c="dimmed">
              {texts.intro}
            </Text>
          </div>
          {mayInvite && (
            <Button
              variant="default"
              leftSection={<IconUserPlus size={16} aria-hidden />}
              onClick={() => {
                setIsSent(false);
                setIsAsked(true);
              }}
            >
              {invitations.length === 0 ? texts.invite : texts.again}
            </Button>
          )}
        </Group>
        {/* Always rendered: screen readers announce only what is added to an existing live region. */}
        <div role="status" className={isSent ? undefined : "kc-visually-hidden"}>
          {isSent && <Text size="sm">{all.dialog.sent}</Text>}
        </div>
        {isPending ? (
          <Skeleton h={48} role="status" aria-label={all.loading} />
        ) : invitations.length > 0 ? (
          <ul className={classes.list} aria-labelledby="invitations-heading">
            {invitations.map((invitation) => (
              <Item key={invitation.id} invitation={invitation} mayChange={mayInvite} />
            ))}
          </ul>
        ) : (
          <Text size="sm" c="dimmed">
            {error ? texts.away : texts.none}
          </Text>
        )}
      </Stack>
      <Dialog opened={isAsked} onClose={() => setIsAsked(false)} title={all.dialog.title}>
        <InviteForm
          credentialId={credentialId}
          email={email}
          onClose={() => setIsAsked(false)}
          onSent={() => {
            setIsAsked(false);
            setIsSent(true);
          }}
        />
      </Dialog>
    </Card>
  );
}

function Item({ invitation, mayChange }: { invitation: Invitation; mayChange: boolean }) {
  const texts = useInvitationTexts();
  const { language } = useLanguage();
  const { email, delivery, createdAt, openedAt, expiresAt, problem, state } = invitation;
  return (
    <li>
      <Group justify="space-between" align="flex-start" gap="xs">
        <div style={{ flex: "1 1 14rem", minWidth: 0 }}>
          <Group gap="xs">
            <Text fw={600} size="sm" className="kc-break" component="span">
              {email === null ? texts.deliveries[delivery] : <Name>{email}</Name>}
            </Text>
            <InvitationBadge invitation={invitation} />
          </Group>
          <Text size="sm" c="dimmed" component="div">
            {texts.columns.created} <RelativeTime at={createdAt} />
            {openedAt !== null && (
              <>
                {", "}
                {texts.openedAt} <RelativeTime at={openedAt} />
              </>
            )}
            {(state === "queued" || state === "sent") && <> · {texts.expires(formatDay(dayOf(expiresAt), language))}</>}
          </Text>
          {problem !== null && (
            <Text size="sm" className="kc-break" c="var(--mantine-color-error)">
              <Name>{problem}</Name>
            </Text>
          )}
        </div>
        {mayChange && <InvitationActions invitation={invitation} />}
      </Group>
    </li>
  );
}
