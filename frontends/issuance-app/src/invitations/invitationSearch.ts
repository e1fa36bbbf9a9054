import { type InvitationState, invitationStates } from "./states";

/** Which invitations are shown. */
export interface InvitationSearch {
  state?: InvitationState;
  batch?: string;
}

/** Reads the URL's search parameters, which are untrusted. */
export function readInvitationSearch(search: Record<string, unknown>): InvitationSearch {
  const state = invitationStates.find((one) => one === search.state);
  const { batch } = search;
  return { ...(state && { state }), ...(typeof batch === "string" && /^[\w-]{1,64}$/.test(batch) && { batch }) };
}
