import type { StatusIcon } from "@kubecredential/shared";
import IconFileAlert from "@tabler/icons-react/icons/IconFileAlert";
import IconHelpHexagon from "@tabler/icons-react/icons/IconHelpHexagon";
import IconShieldQuestion from "@tabler/icons-react/icons/IconShieldQuestion";
import { verdictLooks } from "../verify/looks";
import type { DocumentKind } from "./useDocument";

export const documentLooks: Record<DocumentKind, { color: string; Icon: StatusIcon }> = {
  ...verdictLooks,
  untrusted: { color: "yellow", Icon: IconShieldQuestion },
  unchecked: { color: "gray", Icon: IconHelpHexagon },
  malformed: { color: "red", Icon: IconFileAlert },
};
