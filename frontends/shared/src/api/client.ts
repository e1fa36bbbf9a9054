import createClient, { type Middleware } from "openapi-fetch";
import { readJson, writeJson } from "../json";
import { traced } from "../tracing/traced";
import type { AdminPaths, components, IssuancePaths, VerificationPaths } from "./contract";
import { ApiError, errorFrom, isJson, UnreachableError } from "./errors";
import { sessionOfRequests } from "./session";

export type Credential = components["schemas"]["Credential"];
export type CredentialPage = components["schemas"]["CredentialPage"];
export type CredentialListItem = components["schemas"]["CredentialListItem"];
export type Delivery = components["schemas"]["Delivery"];
export type DeliveryState = components["schemas"]["DeliveryState"];
export type Health = components["schemas"]["Health"];
export type IssueRequest = components["schemas"]["IssueRequest"];
type Schemas = components["schemas"];
export type AuditEntry = Schemas["AuditEntry"];
export type ChainCheck = Schemas["ChainCheck"];
export type Check = Schemas["Check"];
export type Circuit = Schemas["Circuit"];
export type Difference = Schemas["Difference"];
export type FailedEvent = Schemas["FailedEvent"];
export type FailedEventPage = Schemas["FailedEventPage"];
export type History = Schemas["History"];
export type HistoryItem = Schemas["HistoryItem"];
export type MinutePoint = Schemas["MinutePoint"];
export type Queues = Schemas["Queues"];
export type Session = Schemas["Session"];
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

/** An answer whose JSON is read without changing its numbers. */
class LosslessResponse extends Response {
  constructor(text: string, { status, statusText, headers: given }: Response) {
    const headers = new Headers(given);
    // Without it openapi-fetch would take the text and parse that itself.
    headers.set("Content-Length", String(text.length));
    super(text, { status, statusText, headers });
  }

  override async json(): Promise<unknown> {
    return readJson(await this.text());
  }
}

const losslessAnswers: Middleware = {
  async onResponse({ response }) {
    if (response.status === 204 || !isJson(response)) return undefined;
    return new LosslessResponse(await response.text(), response);
  },
};

function sameOriginClient<Paths extends object>(prefix = "") {
  const client = createClient<Paths>({
    baseUrl: location.origin + prefix,
    bodySerializer: (body) => writeJson(body),
    // Looked up on each call: openapi-fetch would keep the one it saw first, hiding later patches (msw).
    fetch: (request) => traced(request, (sent) => globalThis.fetch(sent)),
  });
  // Answers go through them from the last to the first: who throws comes first here.
  client.use(losslessAnswers, throwErrors, sessionOfRequests);
  return client;
}

export const issuanceApi = sameOriginClient<IssuancePaths>();
export const verificationApi = sameOriginClient<VerificationPaths>();
/** What both services' administrations have in common; the issuance app's server passes the verifier's on. */
export const adminApis = {
  issuer: sameOriginClient<AdminPaths>(),
  verifier: sameOriginClient<AdminPaths>("/verifier"),
} as const;
/** The verification API's administration. */
export const verifierAdmin = sameOriginClient<VerificationPaths>("/verifier");

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
    if (error instanceof ApiError && typeof (error.body as Partial<Health> | null)?.status === "string") {
      return error.body as Health;
    }
    throw error;
  }
}
