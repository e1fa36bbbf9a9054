import {
  type BatchInvited,
  type InvitationCounts,
  localeOf,
  useLanguage,
  useSharedTexts,
} from "@kubecredential/shared";
import { Dialog } from "@kubecredential/shared/dialog";
import { Anchor, Badge, Button, Card, Group, Stack, Text, Title } from "@mantine/core";
import IconSend from "@tabler/icons-react/icons/IconSend";
import IconUserPlus from "@tabler/icons-react/icons/IconUserPlus";
import { Link } from "@tanstack/react-router";
import { type SyntheticEvent, useState } from "react";
import { Refusal } from "../Refusal";
import { LanguageSelect } from "./LanguageSelect";
import { invitationLooks } from "./looks";
import { invitationStates } from "./states";
import { useInvitationTexts } from "./texts";
import { useInvitationCounts, useInviteBatch } from "./useInvitations";

interface InviteBatchCardProps {
  batchId: string;
  /** How many credentials it has issued. */
  issued: number;
  mayInvite: boolean;
}

/** Invites all holders of a batch, and shows how far that has come. */
export function InviteBatchCard({ batchId, issued, mayInvite }: InviteBatchCardProps) {
  const texts = useInvitationTexts();
  const { language } = useLanguage();
  const counts = useInvitationCounts(batchId, true).data;
  const order = useInviteBatch(batchId);
  const [isAsked, setIsAsked] = useState(false);
  const hasInvited = counts !== undefined && Object.values(counts).some((count) => count > 0);
  if (!mayInvite && !hasInvited) return null;
  return (
    <Card component="section" aria-labelledby="invite-heading">
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start" gap="sm">
          <div style={{ flex: "1 1 16rem" }}>
            <Title order={2} size="h4" id="invite-heading">
              {texts.batch.heading}
            </Title>
            <Text size="sm" c="dimmed">
              {texts.batch.intro(issued.toLocaleString(localeOf(language)))}
            </Text>
          </div>
          {mayInvite && (
            <Button
              variant={hasInvited ? "default" : "filled"}
              leftSection={<IconUserPlus size={16} aria-hidden />}
              onClick={() => {
                order.reset();
                setIsAsked(true);
              }}
            >
              {texts.batch.action}
            </Button>
          )}
        </Group>
        {/* Always rendered: screen readers announce only what is added to an existing live region. */}
        <div role="status" className={order.data ? undefined : "kc-visually-hidden"}>
          {order.data && <Outcome of={order.data} />}
        </div>
        {hasInvited && (
          <>
            <Counts counts={counts} />
            <Anchor
              size="sm"
              py={2}
              style={{ alignSelf: "flex-start" }}
              renderRoot={(props) => <Link to="/holders/invitations" search={{ batch: batchId }} {...props} />}
            >
              {texts.batch.show}
            </Anchor>
          </>
        )}
      </Stack>
      <Dialog opened={isAsked} onClose={() => setIsAsked(false)} title={texts.batch.title}>
        <Confirm order={order} onClose={() => setIsAsked(false)} />
      </Dialog>
    </Card>
  );
}

function Outcome({ of: { queued, withoutAddress, alreadyInvited } }: { of: BatchInvited }) {
  const texts = useInvitationTexts().batch;
  const { language } = useLanguage();
  const number = (value: number) => value.toLocaleString(localeOf(language));
  return (
    <>
      <Text size="sm" fw={600}>
        {texts.queued(number(queued))}
      </Text>
      {withoutAddress > 0 && <Text size="sm">{texts.withoutAddress(number(withoutAddress))}</Text>}
      {alreadyInvited > 0 && <Text size="sm">{texts.alreadyInvited(number(alreadyInvited))}</Text>}
    </>
  );
}

function Counts({ counts }: { counts: InvitationCounts }) {
  const texts = useInvitationTexts();
  const { language } = useLanguage();
  return (
    <Group gap="xs" component="ul" p={0} m={0} style={{ listStyle: "none" }} aria-label={texts.title}>
      {invitationStates
        .filter((state) => counts[state] > 0)
        .map((state) => {
          const { color, Icon } = invitationLooks[state];
          return (
            <li key={state}>
              <Badge variant="light" color={color} leftSection={<Icon size={15} aria-hidden />}>
                {texts.counted(texts.states[state], counts[state].toLocaleString(localeOf(language)))}
              </Badge>
            </li>
          );
        })}
    </Group>
  );
}

function Confirm({ order, onClose }: { order: ReturnType<typeof useInviteBatch>; onClose: () => void }) {
  const texts = useInvitationTexts();
  const shared = useSharedTexts();
  const app = useLanguage().language;
  const [language, setLanguage] = useState<string>(app);

  function send(event: SyntheticEvent) {
    event.preventDefault();
    if (!order.isPending) order.mutate(language, { onSuccess: onClose });
  }

  return (
    <form onSubmit={send}>
      <Stack>
        <Text>{texts.batch.text}</Text>
        <LanguageSelect value={language} onChange={setLanguage} />
        <Refusal error={order.error} title={texts.refusedTitle} texts={texts.refusals} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {shared.cancel}
          </Button>
          <Button type="submit" loading={order.isPending} leftSection={<IconSend size={16} aria-hidden />}>
            {texts.batch.action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
