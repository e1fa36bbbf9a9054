import type { StatusIcon } from "@kubecredential/shared";
import IconAlertTriangle from "@tabler/icons-react/icons/IconAlertTriangle";
import IconBan from "@tabler/icons-react/icons/IconBan";
import IconCalendarX from "@tabler/icons-react/icons/IconCalendarX";
import IconClock from "@tabler/icons-react/icons/IconClock";
import IconMailOff from "@tabler/icons-react/icons/IconMailOff";
import IconMailOpened from "@tabler/icons-react/icons/IconMailOpened";
import IconSend from "@tabler/icons-react/icons/IconSend";
import type { InvitationState } from "./states";

export const invitationLooks: Record<InvitationState, { color: string; Icon: StatusIcon }> = {
  queued: { color: "blue", Icon: IconClock },
  sent: { color: "indigo", Icon: IconSend },
  opened: { color: "teal", Icon: IconMailOpened },
  bounced: { color: "red", Icon: IconMailOff },
  failed: { color: "red", Icon: IconAlertTriangle },
  expired: { color: "orange", Icon: IconCalendarX },
  revoked: { color: "gray", Icon: IconBan },
};

/** The languages in which there are messages. */
export const mailLanguages = ["en", "de", "ar"] as const;

/** What can still be withdrawn. */
export function isStanding(state: InvitationState): boolean {
  return state !== "revoked" && state !== "expired";
}
