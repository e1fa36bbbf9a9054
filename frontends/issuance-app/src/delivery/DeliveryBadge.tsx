import type { DeliveryState } from "@kubecredential/shared";
import { Badge, type BadgeProps, Loader } from "@mantine/core";
import IconAlertTriangle from "@tabler/icons-react/icons/IconAlertTriangle";
import IconCircleCheck from "@tabler/icons-react/icons/IconCircleCheck";
import IconClock from "@tabler/icons-react/icons/IconClock";
import IconClockPause from "@tabler/icons-react/icons/IconClockPause";
import IconRefresh from "@tabler/icons-react/icons/IconRefresh";
import IconTrash from "@tabler/icons-react/icons/IconTrash";
import type { ReactNode } from "react";
import { useDeliveryText } from "./useDeliveryText";

const looks: Record<DeliveryState, { color: string; icon: ReactNode }> = {
  pending: { color: "gray", icon: <IconClock size={15} aria-hidden /> },
  published: { color: "blue", icon: <Loader size={12} color="currentColor" aria-hidden /> },
  confirmed: { color: "teal", icon: <IconCircleCheck size={15} aria-hidden /> },
  retrying: { color: "yellow", icon: <IconRefresh size={15} aria-hidden /> },
  dead: { color: "red", icon: <IconAlertTriangle size={15} aria-hidden /> },
  discarded: { color: "gray", icon: <IconTrash size={15} aria-hidden /> },
};

const waiting = { color: "yellow", icon: <IconClockPause size={15} aria-hidden /> };

interface DeliveryBadgeProps extends BadgeProps {
  state: DeliveryState;
  version?: number;
}

export function DeliveryBadge({ state, version, ...props }: DeliveryBadgeProps) {
  const text = useDeliveryText(state, version);
  const look = text.isHeld ? waiting : looks[state];
  return (
    <Badge variant="light" color={look.color} leftSection={look.icon} miw="max-content" {...props}>
      {text.state}
    </Badge>
  );
}
