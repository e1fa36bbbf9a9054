import type { Batch, StatusIcon } from "@kubecredential/shared";
import IconBan from "@tabler/icons-react/icons/IconBan";
import IconCircleCheck from "@tabler/icons-react/icons/IconCircleCheck";
import IconCircleDashedCheck from "@tabler/icons-react/icons/IconCircleDashedCheck";
import IconClockPlay from "@tabler/icons-react/icons/IconClockPlay";
import IconFilePlus from "@tabler/icons-react/icons/IconFilePlus";
import IconFileX from "@tabler/icons-react/icons/IconFileX";
import IconListSearch from "@tabler/icons-react/icons/IconListSearch";
import IconPlayerPause from "@tabler/icons-react/icons/IconPlayerPause";
import IconX from "@tabler/icons-react/icons/IconX";
import { actionLooks } from "../lifecycle/actions";

export type BatchAction = Batch["action"];
export type BatchState = Batch["state"];

export const batchActions = ["issue", "revoke", "suspend", "reinstate", "renew"] as const satisfies BatchAction[];

export function iconOf(action: BatchAction): StatusIcon {
  return action === "issue" ? IconFilePlus : actionLooks[action].Icon;
}

export const stateLooks: Record<BatchState, { color: string; Icon: StatusIcon }> = {
  validating: { color: "blue", Icon: IconListSearch },
  ready: { color: "indigo", Icon: IconCircleDashedCheck },
  running: { color: "blue", Icon: IconClockPlay },
  paused: { color: "orange", Icon: IconPlayerPause },
  done: { color: "teal", Icon: IconCircleCheck },
  cancelled: { color: "gray", Icon: IconBan },
  refused: { color: "red", Icon: IconFileX },
};

export const cancelIcon = IconX;

/** Whether its numbers change without anybody's doing. */
export function isMoving({ state, counts }: Pick<Batch, "state" | "counts">): boolean {
  return state === "validating" || state === "running" || (state === "done" && counts.verifiable < counts.done);
}

/** Whether any of it was carried out, or will be. */
export function hasBegun(state: BatchState, confirmedAt: string | null): boolean {
  return (
    state === "running" || state === "paused" || state === "done" || (state === "cancelled" && confirmedAt !== null)
  );
}
