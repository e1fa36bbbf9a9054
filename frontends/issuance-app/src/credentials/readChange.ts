import { type Action, actions } from "../lifecycle/actionNames";

/** The change that a link to a credential's page asks for: its dialog opens. The URL is untrusted. */
export function readChange(search: Record<string, unknown>): { change?: Action } {
  const change = actions.find((action) => action === search.change);
  return change ? { change } : {};
}
