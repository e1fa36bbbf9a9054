import type { DeliveryState } from "@kubecredential/shared";
import { useHold } from "../live/useLive";
import { useTexts } from "../texts";

/**
 * A state in words. What waits for Redis or for an operator is named apart from what is on its way, and a delivered change
 * apart from a delivered credential: a revoked one does not become verifiable.
 */
export function useDeliveryText(
  state: DeliveryState,
  version = 1,
): { state: string; meaning: string; isHeld: boolean } {
  const texts = useTexts().delivery;
  const hold = useHold();
  const isHeld = hold !== undefined && (state === "pending" || state === "retrying");
  if (isHeld) return { state: texts.held[hold].state, meaning: texts.held[hold].meaning, isHeld };
  if (version > 1 && state === "confirmed") return { ...texts.later, isHeld };
  return { state: texts.states[state], meaning: texts.meanings[state], isHeld };
}
