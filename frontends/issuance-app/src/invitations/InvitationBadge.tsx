import type { Invitation } from "@kubecredential/shared";
import { Badge, Tooltip } from "@mantine/core";
import { invitationLooks } from "./looks";
import { useInvitationTexts } from "./texts";

/** What has become of an invitation; what that means on hover and focus. */
export function InvitationBadge({ invitation: { state, delivery } }: { invitation: Invitation }) {
  const texts = useInvitationTexts();
  const { color, Icon } = invitationLooks[state] ?? invitationLooks.queued;
  const meaning = state === "sent" && delivery === "link" ? texts.meanings.link : texts.meanings[state];
  return (
    <Tooltip label={meaning} multiline maw={280} events={{ hover: true, focus: true, touch: true }}>
      <Badge
        variant="light"
        color={color}
        leftSection={<Icon size={15} aria-hidden />}
        miw="max-content"
        // The keyboard has to reach what it means.
        tabIndex={0}
      >
        {texts.states[state] ?? state}
      </Badge>
    </Tooltip>
  );
}
