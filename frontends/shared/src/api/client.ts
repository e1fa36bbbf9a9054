import createClient, { type Middleware } from "openapi-fetch";
import { readJson, writeJson } from "../json";
import { type BegunSpan, traced } from "../tracing/traced";
import { takeAhead } from "./ahead";
import type { AdminPaths, components, IssuancePaths, VerificationPaths } from "./contract";
import { ApiError, errorFrom, isJson, UnreachableError } from "./errors";
import { sessionOfRequests } from "./session";

export type AnyCredential = components["schemas"]["AnyCredential"];
export type CredentialContent = components["schemas"]["CredentialContent"];
export type ErasedCredential = components["schemas"]["ErasedCredential"];
export type IssuedCredential = components["schemas"]["IssuedCredential"];
export type CredentialPage = components["schemas"]["CredentialPage"];
export type CredentialListItem = components["schemas"]["CredentialListItem"];
export type Delivery = components["schemas"]["Delivery"];
export type DeliveryState = components["schemas"]["DeliveryState"];
export type DocumentAnswer = components["schemas"]["DocumentAnswer"];
export type DocumentCheck = components["schemas"]["DocumentCheck"];
export type DocumentIssuer = components["schemas"]["DocumentIssuer"];
export type DocumentVerdict = components["schemas"]["DocumentVerdict"];
export type PortableDocument = components["schemas"]["PortableDocument"];
export type TrustedIssuer = components["schemas"]["TrustedIssuer"];
export type TrustedIssuerRequest = components["schemas"]["TrustedIssuerRequest"];
export type ExpiringCounts = components["schemas"]["ExpiringCounts"];
export type Health = components["schemas"]["Health"];
export type IssueRequest = components["schemas"]["IssueRequest"];
type Schemas = components["schemas"];
export type CertificateLook = Schemas["CertificateLook"];
export type ApiKey = Schemas["ApiKey"];
export type ApiKeyRequest = Schemas["ApiKeyRequest"];
export type AuditEntry = Schemas["AuditEntry"];
export type AuditOutcome = Schemas["AuditOutcome"];
export type Batch = Schemas["Batch"];
export type BatchPage = Schemas["BatchPage"];
export type BatchFaultKind = Schemas["BatchFaultKind"];
export type BatchInvited = Schemas["BatchInvited"];
export type BatchProgress = Schemas["BatchProgress"];
export type BatchRow = Schemas["BatchRow"];
export type BulkRequest = Schemas["BulkRequest"];
export type BulkResult = Schemas["BulkResult"];
export type ChainCheck = Schemas["ChainCheck"];
export type Check = Schemas["Check"];
export type CheckName = Schemas["CheckName"];
export type Circuit = Schemas["Circuit"];
export type Correction = Schemas["Correction"];
export type CorrectionAnswer = Schemas["CorrectionAnswer"];
export type CredentialRecord = Schemas["CredentialRecord"];
export type CredentialState = Schemas["CredentialState"];
export type CredentialType = Schemas["CredentialType"];
export type CredentialTypePage = Schemas["CredentialTypePage"];
export type CredentialTypeVersion = Schemas["CredentialTypeVersion"];
export type CredentialStatus = Schemas["CredentialStatus"];
export type DeliveryEvent = Schemas["DeliveryEvent"];
export type Difference = Schemas["Difference"];
export type FailedEvent = Schemas["FailedEvent"];
export type DeadLetterCause = Schemas["DeadLetterCause"];
export type FailedEventPage = Schemas["FailedEventPage"];
export type History = Schemas["History"];
export type HistoryItem = Schemas["HistoryItem"];
export type Holder = Schemas["Holder"];
export type Invitation = Schemas["Invitation"];
export type InvitationCounts = Schemas["InvitationCounts"];
export type InvitationPage = Schemas["InvitationPage"];
export type InviteRequest = Schemas["InviteRequest"];
export type Issuer = Schemas["Issuer"];
export type IssuerKey = Schemas["IssuerKey"];
export type IssuerPage = Schemas["IssuerPage"];
export type KnownIssuer = Schemas["KnownIssuer"];
export type MailText = Schemas["MailText"];
export type MailTexts = Schemas["MailTexts"];
export type Timeline = Schemas["Timeline"];
export type SignedIn = Schemas["SignedIn"];
export type Queues = Schemas["Queues"];
export type Rebuild = Schemas["Rebuild"];
export type ReplaceRequest = Schemas["ReplaceRequest"];
export type RowFault = Schemas["RowFault"];
export type RuleCode = Schemas["RuleCode"];
export type Session = Schemas["Session"];
export type Share = Schemas["Share"];
export type ShareFault = Schemas["ShareFault"];
export type SigningKey = Schemas["SigningKey"];
export type StatusFilter = Schemas["StatusFilter"];
export type StatusReason = Schemas["StatusReason"];
export type TypeDefinition = Schemas["TypeDefinition"];
export type TypeRequest = Schemas["TypeRequest"];
export type TypeVersionRequest = Schemas["TypeVersionRequest"];
export type VerdictResult = Schemas["VerdictResult"];
export type VerifyAnswer = Schemas["VerifyAnswer"];

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

/** A response whose JSON is parsed without changing its numbers. */
class LosslessResponse extends Response {
  constructor(text: string, { status, statusText, headers: given }: Response) {
    const headers = new Headers(given);
    // Without a length, openapi-fetch would parse the text itself.
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

/** Takes the answer that the page has asked for already, if there is one. */
async function send(request: Request): Promise<Response> {
  const ahead = await takeAhead(request);
  // Looked up on each call: openapi-fetch would keep the first one and miss later patches (msw).
  if (!ahead) return traced(request, (sent) => globalThis.fetch(sent));
  return ahead.traceId && ahead.spanId ? traced(request, () => ahead.response, ahead as BegunSpan) : ahead.response;
}

function sameOriginClient<Paths extends object>(prefix = "") {
  const client = createClient<Paths>({
    baseUrl: location.origin + prefix,
    bodySerializer: (body) => writeJson(body),
    fetch: send,
  });
  // Responses pass them from last to first: throwErrors sees a response before losslessAnswers does.
  client.use(losslessAnswers, throwErrors, sessionOfRequests);
  return client;
}

export const issuanceApi = sameOriginClient<IssuancePaths>();
export const verificationApi = sameOriginClient<VerificationPaths>();
/** The admin endpoints both services share; the issuance service forwards the verifier's. */
export const adminApis = {
  issuer: sameOriginClient<AdminPaths>(),
  verifier: sameOriginClient<AdminPaths>("/verifier"),
} as const;
/** The verification API's admin endpoints. */
export const verifierAdmin = sameOriginClient<VerificationPaths>("/verifier");

/** The data of a call on one of these clients, which throw on errors. */
export async function dataOf<T>(call: Promise<{ data?: T }>): Promise<T> {
  const { data } = await call;
  if (data === undefined) throw new UnreachableError("The API answered without content");
  return data;
}

/** A health report is a valid answer whatever its status code. */
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
