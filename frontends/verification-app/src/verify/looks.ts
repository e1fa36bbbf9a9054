import IconCalendarX from "@tabler/icons-react/icons/IconCalendarX";
import IconCircleCheck from "@tabler/icons-react/icons/IconCircleCheck";
import IconFileDiff from "@tabler/icons-react/icons/IconFileDiff";
import IconHelpHexagon from "@tabler/icons-react/icons/IconHelpHexagon";
import IconQuestionMark from "@tabler/icons-react/icons/IconQuestionMark";
import IconShieldX from "@tabler/icons-react/icons/IconShieldX";
import type { ComponentType } from "react";
import type { VerdictKind } from "./useVerdict";

type IconType = ComponentType<{ size?: number; "aria-hidden"?: boolean }>;

export const verdictLooks: Record<VerdictKind, { color: string; Icon: IconType }> = {
  valid: { color: "teal", Icon: IconCircleCheck },
  expired: { color: "orange", Icon: IconCalendarX },
  differs: { color: "red", Icon: IconFileDiff },
  invalid: { color: "red", Icon: IconShieldX },
  unknown: { color: "gray", Icon: IconQuestionMark },
  rejected: { color: "gray", Icon: IconHelpHexagon },
};
