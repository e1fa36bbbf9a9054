import type { BegunSpan } from "../tracing/traced";

/** A request that the page has sent while the app was still loading: see before.js of each app. */
export interface AskedAhead extends Partial<BegunSpan> {
  method: string;
  /** The path with its query. */
  path: string;
  body?: string;
  /** When it was sent, in milliseconds since 1970. */
  startedAt: number;
  response: Promise<Response>;
}

declare global {
  var kubeCredentialAhead: AskedAhead | undefined;
}

/** An older answer may have been overtaken. */
const longestMs = 10_000;

/** The same request, if the page has sent it already. It counts once. */
export async function takeAhead(request: Request): Promise<AskedAhead | undefined> {
  const ahead = globalThis.kubeCredentialAhead;
  if (!ahead) return undefined;
  const { pathname, search } = new URL(request.url);
  if (request.method !== ahead.method || pathname + search !== ahead.path) return undefined;
  globalThis.kubeCredentialAhead = undefined;
  if (Date.now() - ahead.startedAt > longestMs) return undefined;
  return (ahead.body ?? "") === (await request.clone().text()) ? ahead : undefined;
}
