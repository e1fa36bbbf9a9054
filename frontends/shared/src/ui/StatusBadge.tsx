import { Badge, type BadgeProps } from "@mantine/core";
import { type Standing, statusLooks } from "../status";
import { useSharedTexts } from "../texts";

/** A credential's standing in colour, icon and words; a state that this app does not know, by its name. */
export function StatusBadge({ standing, ...props }: { standing: Standing } & BadgeProps) {
  const { color, Icon } = statusLooks[standing] ?? statusLooks.unknown;
  // On white, Mantine's orange misses the contrast of 4.5:1 that WCAG AA requires.
  const ink = props.variant === "white" && color === "orange" ? "#8a3200" : undefined;
  return (
    <Badge
      variant="light"
      color={color}
      c={ink}
      leftSection={<Icon size={15} aria-hidden />}
      miw="max-content"
      {...props}
    >
      {useSharedTexts().status.standings[standing] ?? standing}
    </Badge>
  );
}
