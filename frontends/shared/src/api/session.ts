import type { Middleware } from "openapi-fetch";

/** Where one signs in and out. */
export const sessionPath = "/api/v1/session";

const antiForgeryHeader = "X-CSRF-TOKEN";
const safeMethods = ["GET", "HEAD", "OPTIONS"];
let antiForgeryToken: string | null = null;
const listeners = new Set<() => void>();

/** What each request that changes something carries from here on; null: nothing. It is no secret from this page's scripts. */
export function setAntiForgeryToken(token: string | null): void {
  antiForgeryToken = token;
}

/** Tells of each request that is refused because nobody is signed in. The result ends that. */
export function onUnauthorized(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export const sessionOfRequests: Middleware = {
  onRequest({ request }) {
    if (antiForgeryToken && !safeMethods.includes(request.method)) {
      request.headers.set(antiForgeryHeader, antiForgeryToken);
    }
    return request;
  },
  onResponse({ request, response }) {
    // A refused key is the answer to a question that was asked there.
    if (response.status === 401 && new URL(request.url).pathname !== sessionPath) {
      for (const listener of listeners) listener();
    }
    return undefined;
  },
};
