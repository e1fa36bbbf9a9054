import IconBan from "@tabler/icons-react/icons/IconBan";
import IconCalendarTime from "@tabler/icons-react/icons/IconCalendarTime";
import IconCalendarX from "@tabler/icons-react/icons/IconCalendarX";
import IconCircleCheck from "@tabler/icons-react/icons/IconCircleCheck";
import IconClockExclamation from "@tabler/icons-react/icons/IconClockExclamation";
import IconEraser from "@tabler/icons-react/icons/IconEraser";
import IconFileDiff from "@tabler/icons-react/icons/IconFileDiff";
import IconPlayerPause from "@tabler/icons-react/icons/IconPlayerPause";
import IconQuestionMark from "@tabler/icons-react/icons/IconQuestionMark";
import IconReplace from "@tabler/icons-react/icons/IconReplace";
import IconSignatureOff from "@tabler/icons-react/icons/IconSignatureOff";
import type { ComponentType } from "react";
import type { AnyCredential, CredentialState, CredentialStatus, ErasedCredential, VerdictResult } from "./api/client";
import { todayUtc } from "./time";

/** What a credential is on a day: its state, and what its dates make of it. */
export type Standing =
  | CredentialState
  | "expired"
  | "notYetValid"
  /** Valid until the credential that replaces it begins. */
  | "renewed";

export type StatusIcon = ComponentType<{ size?: number; "aria-hidden"?: boolean }>;

interface Look {
  color: string;
  Icon: StatusIcon;
}

/** Green: rely on it. Blue and indigo: another one, or later. Orange: not now. Red: not at all. Grey: nothing is known. */
export const statusLooks: Record<Standing | VerdictResult, Look> = {
  active: { color: "teal", Icon: IconCircleCheck },
  renewed: { color: "teal", Icon: IconReplace },
  valid: { color: "teal", Icon: IconCircleCheck },
  notYetValid: { color: "indigo", Icon: IconCalendarTime },
  superseded: { color: "blue", Icon: IconReplace },
  expired: { color: "orange", Icon: IconCalendarX },
  suspended: { color: "orange", Icon: IconPlayerPause },
  stale: { color: "orange", Icon: IconClockExclamation },
  revoked: { color: "red", Icon: IconBan },
  different: { color: "red", Icon: IconFileDiff },
  notAuthentic: { color: "red", Icon: IconSignatureOff },
  erased: { color: "gray", Icon: IconEraser },
  unknown: { color: "gray", Icon: IconQuestionMark },
};

export function isErased(credential: AnyCredential): credential is ErasedCredential {
  return credential.status.state === "erased";
}

/** Whether it is superseded from a moment on that has not come. */
export function isSupersededLater(status: CredentialStatus, now = new Date()): boolean {
  return status.state === "superseded" && new Date(status.since) > now;
}

/** What holds on this day, in the order in which the verifier decides. */
export function standingOf(
  status: CredentialStatus,
  { validFrom, expiryDate }: { validFrom?: string | null; expiryDate?: string | null },
  now = new Date(),
): Standing {
  const today = todayUtc(now);
  const isLater = isSupersededLater(status, now);
  if (status.state !== "active" && !isLater) return status.state;
  if (expiryDate && expiryDate < today) return "expired";
  if (validFrom && validFrom > today) return "notYetValid";
  return isLater ? "renewed" : "active";
}
