import type { Middleware } from "openapi-fetch";

/** The endpoint for signing in and out. */
export const sessionPath = "/api/v1/session";

const antiForgeryHeader = "X-CSRF-TOKEN";
const safeMethods = ["GET", "HEAD", "OPTIONS"];
let antiForgeryToken: string | null = null;
const listeners = new Set<() => void>();

/** Sets the token that unsafe requests carry from now on; null for none. Scripts on this page may read it. */
export function setAntiForgeryToken(token: string | null): void {
  antiForgeryToken = token;
}

/** Calls the listener on each 401 response; the returned function unsubscribes. */
export function onUnauthorized(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** What an unsafe request outside of the API clients needs in its headers. */
export function sessionHeaders(): Record<string, string> {
  return antiForgeryToken ? { [antiForgeryHeader]: antiForgeryToken } : {};
}

/** Tells the listeners that a request was answered with 401. */
export function tellUnauthorized(): void {
  for (const listener of listeners) listener();
}

export const sessionOfRequests: Middleware = {
  onRequest({ request }) {
    if (safeMethods.includes(request.method)) return request;
    for (const [name, value] of Object.entries(sessionHeaders())) request.headers.set(name, value);
    return request;
  },
  onResponse({ request, response }) {
    // There, a 401 means that the key was refused, not that the session ended.
    if (response.status === 401 && new URL(request.url).pathname !== sessionPath) tellUnauthorized();
    return undefined;
  },
};
