import createClient, { type Middleware } from "openapi-fetch";
import type { components, IssuancePaths, VerificationPaths } from "./contract";
import { ApiError, errorFrom, UnreachableError } from "./errors";

export type Credential = components["schemas"]["Credential"];
export type CredentialPage = components["schemas"]["CredentialPage"];
export type CredentialListItem = components["schemas"]["CredentialListItem"];
export type Delivery = components["schemas"]["Delivery"];
export type DeliveryState = components["schemas"]["DeliveryState"];
export type Health = components["schemas"]["Health"];
export type IssueRequest = components["schemas"]["IssueRequest"];
export type VerifyAnswer = components["schemas"]["VerifyAnswer"];

const throwErrors: Middleware = {
  async onResponse({ response }) {
    if (!response.ok) throw await errorFrom(response);
    return undefined;
  },
  onError({ error }) {
    if (error instanceof DOMException && error.name === "AbortError") return undefined;
    return new UnreachableError("The request did not reach the API", { cause: error });
  },
};

function sameOriginClient<Paths extends object>() {
  // fetch is looked up on each call: openapi-fetch would keep the one it saw first, hiding later patches (msw, tracing).
  const client = createClient<Paths>({ baseUrl: location.origin, fetch: (request) => globalThis.fetch(request) });
  client.use(throwErrors);
  return client;
}

export const issuanceApi = sameOriginClient<IssuancePaths>();
export const verificationApi = sameOriginClient<VerificationPaths>();

/** The data of a call on a client above, which has thrown already if there is none. */
export async function dataOf<T>(call: Promise<{ data?: T }>): Promise<T> {
  const { data } = await call;
  if (data === undefined) throw new UnreachableError("The API answered without content");
  return data;
}

/** A health report is an answer whatever its status code. */
export async function healthOf(call: Promise<{ data?: Health }>): Promise<Health> {
  try {
    return await dataOf(call);
  } catch (error) {
    if (error instanceof ApiError && typeof (error.body as Partial<Health>).status === "string") {
      return error.body as Health;
    }
    throw error;
  }
}
