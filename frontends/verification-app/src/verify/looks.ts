import { type StatusIcon, statusLooks } from "@kubecredential/shared";
import IconHelpHexagon from "@tabler/icons-react/icons/IconHelpHexagon";
import IconShieldX from "@tabler/icons-react/icons/IconShieldX";
import type { VerdictKind } from "./useVerdict";

export const verdictLooks: Record<VerdictKind, { color: string; Icon: StatusIcon }> = {
  ...statusLooks,
  invalid: { color: "red", Icon: IconShieldX },
  rejected: { color: "gray", Icon: IconHelpHexagon },
};
