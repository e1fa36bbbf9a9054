import { type AnyCredential, isErased, isSupersededLater, type StatusIcon, todayUtc } from "@kubecredential/shared";
import IconBan from "@tabler/icons-react/icons/IconBan";
import IconCalendarPlus from "@tabler/icons-react/icons/IconCalendarPlus";
import IconEraser from "@tabler/icons-react/icons/IconEraser";
import IconPlayerPause from "@tabler/icons-react/icons/IconPlayerPause";
import IconPlayerPlay from "@tabler/icons-react/icons/IconPlayerPlay";
import IconReplace from "@tabler/icons-react/icons/IconReplace";
import { type Action, actions } from "./actionNames";

export { type Action, type ActionOfMany, actions, actionsOfMany } from "./actionNames";

export const actionLooks: Record<Action, { Icon: StatusIcon; isFinal: boolean }> = {
  suspend: { Icon: IconPlayerPause, isFinal: false },
  reinstate: { Icon: IconPlayerPlay, isFinal: false },
  renew: { Icon: IconCalendarPlus, isFinal: false },
  replace: { Icon: IconReplace, isFinal: false },
  revoke: { Icon: IconBan, isFinal: true },
  erase: { Icon: IconEraser, isFinal: true },
};

/** What can be done to a credential, by the service's rules. The service decides; this only spares the vain attempt. */
export function possibleActions(credential: AnyCredential, now = new Date()): Action[] {
  if (isErased(credential)) return [];
  const { status, expiryDate } = credential;
  const hasExpired = expiryDate !== null && expiryDate < todayUtc(now);
  switch (status.state) {
    case "active":
      return actions.filter(
        (action) =>
          action !== "reinstate" &&
          !(action === "suspend" && hasExpired) &&
          // What never expires needs no renewal.
          !(action === "renew" && expiryDate === null),
      );
    case "suspended":
      return hasExpired ? ["revoke", "erase"] : ["reinstate", "revoke", "erase"];
    case "superseded":
      return isSupersededLater(status, now) ? ["revoke", "erase"] : ["erase"];
    default:
      return ["erase"];
  }
}
