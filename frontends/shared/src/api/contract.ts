import type { components as Issuance, paths as ServedIssuancePaths } from "./issuance-api";
import type { paths as ServedVerificationPaths, components as Verification } from "./verification-api";

/*
 * Both APIs' contract. The `*-api.ts` files are generated from the documents in `openapi/`, which the services' tests keep
 * in step with what they serve. Only what those documents lack is written by hand.
 */

type I = Issuance["schemas"];
type V = Verification["schemas"];

/** The members both services have, and as optional ones those only one has. */
type EitherOf<A, B> = { [Key in keyof A & keyof B]: A[Key] | B[Key] } & Partial<Omit<A, keyof B>> &
  Partial<Omit<B, keyof A>>;

type DocumentResult = V["VerificationDocument"]["result"];

/** The version of the registered type under which it was issued; left out if the type is not registered. */
interface OfType {
  type?: I["TypeReference"] | null;
}

/** The checks that only documents have that prove themselves. */
type OnlyOfDocuments =
  | "document"
  | "proof"
  | "holder"
  | "challenge"
  | "domain"
  | "validity"
  | "schema"
  | "credentials"
  | "trust";

type ListQuery = NonNullable<ServedIssuancePaths["/api/v1/credentials"]["get"]["parameters"]["query"]>;

/** The document says that any member of a credential may be null; in fact all of its content is, once it was erased. */
type WithCredentials<T> = T extends I["HolderDocument"]
  ? Schemas["Holder"]
  : T extends I["CredentialDocument"]
    ? Schemas["AnyCredential"]
    : T extends object
      ? { [Key in keyof T]: WithCredentials<T[Key]> }
      : T;

export interface components {
  schemas: HandWritten & {
    /** How the certificates of a registered type look, as the verifier knows it from what the issuer signed. */
    CertificateLook: V["CertificateDocument"];
    /** What a credential attests. It never changes. */
    CredentialContent: V["CredentialContent"] & OfType;
    CredentialState: I["StatusDocument"]["state"];
    CredentialStatus: V["StatusDocument"];
    StatusReason: I["ReasonRequest"]["reason"];
    StatusFilter: NonNullable<ListQuery["status"]>;
    IssuedCredential: V["CredentialContent"] & OfType & { status: V["StatusDocument"]; version: number };
    /** What is left of a credential whose content was erased: the members of its content are null. */
    ErasedCredential: Pick<I["CredentialDocument"], "id" | "issuerName" | "version"> & {
      status: V["StatusDocument"];
      holderName?: null;
    };
    AnyCredential: Schemas["IssuedCredential"] | Schemas["ErasedCredential"];
    CredentialRecord: WithCredentials<I["RecordDocument"]>;
    ReplaceRequest: I["ReplaceRequest"];
    BulkRequest: I["ManyRequest"];
    BulkResult: I["OneResult"];
    Batch: I["BatchDocument"];
    BatchPage: I["BatchPage"];
    BatchProgress: I["BatchProgressEvent"];
    BatchRow: I["BatchRowDocument"];
    BatchFaultKind: I["BatchFaultKind"];
    BatchInvited: I["BatchInvitedDocument"];
    RowFault: I["RowFault"];
    /** A rule as the service names it, beside its English sentence. */
    RuleCode: I["RuleCode"];
    /** What holders see behind a personal link. No link opens an erased credential. */
    Holder: Omit<I["HolderDocument"], "credential" | "status"> & {
      credential: Schemas["IssuedCredential"];
      status: Schemas["CredentialStatus"];
    };
    Share: I["ShareDocument"];
    /** Why a holder's link shows no credential. */
    ShareFault: V["ShareProblem"]["code"];
    Correction: I["CorrectionDocument"];
    CorrectionAnswer: I["CorrectionAnswerRequest"];
    Invitation: I["InvitationDocument"];
    InvitationCounts: I["InvitationCounts"];
    InvitationPage: I["InvitationPage"];
    InviteRequest: I["InviteRequest"];
    MailText: I["MailText"];
    MailTexts: I["MailTextList"];
    ExpiringCounts: I["ExpiringDocument"];
    IssueRequest: I["IssueCredentialRequest"];
    IssueAnswer: I["IssuedDocument"];
    /** The states the list can be filtered by, which include `discarded`. */
    DeliveryState: I["DeliveryDocument"]["state"] | "discarded";
    Delivery: Omit<I["DeliveryDocument"], "state" | "publications"> & {
      state: components["schemas"]["DeliveryState"];
      publications?: number;
    };
    CredentialListItem: Omit<WithCredentials<I["CredentialEntry"]>, "delivery"> & {
      delivery: components["schemas"]["Delivery"];
    };
    CredentialPage: { items: components["schemas"]["CredentialListItem"][]; nextCursor: string | null };
    Circuit: I["CircuitSnapshot"];
    /** The data of the stream's `delivery` event. */
    DeliveryEvent: I["DeliveryEvent"];
    /** The data of the stream's `queues` event. */
    Queues: I["QueuesEvent"];
    Timeline: I["TimelineDocument"];
    SignedIn: I["SignedInDocument"];
    FailedEvent: EitherOf<I["FailedEvent"], V["FailedEvent"]>;
    DeadLetterCause: I["DeadLetterCause"];
    FailedEventPage: { items: components["schemas"]["FailedEvent"][]; nextCursor: string | null };
    Difference: V["DifferenceDocument"];
    /** `synchronised` is in verdicts that the browser's history kept from earlier versions. */
    CheckName: Exclude<V["CheckDocument"]["name"], OnlyOfDocuments> | "synchronised";
    Check: Omit<V["CheckDocument"], "name" | "status"> & {
      name: Schemas["CheckName"];
      status: Exclude<V["CheckDocument"]["status"], "notApplicable">;
    };
    VerdictResult:
      | Exclude<DocumentResult, "malformed" | "unchecked" | "untrusted">
      | V["UnknownCredentialProblem"]["result"];
    /** The answer on a credential by its ID or as the REST API shows it. */
    VerifyAnswer: Omit<V["VerificationDocument"], "checks" | "result" | "document" | "warnings" | "credentials"> & {
      checks: Schemas["Check"][];
      result: Schemas["VerdictResult"];
    };
    /** The answer on a document that proves itself. */
    DocumentAnswer: V["VerificationDocument"];
    DocumentCheck: V["CheckDocument"];
    DocumentVerdict: V["PortableVerdictDocument"];
    DocumentIssuer: V["PortableIssuer"];
    PortableDocument: V["PortableDocument"];
    TrustedIssuer: V["TrustedIssuerDocument"];
    /** A registered credential type in one of its versions. */
    CredentialType: I["TypeDocument"];
    CredentialTypePage: I["TypePage"];
    CredentialTypeVersion: I["TypeVersionEntry"];
    TypeDefinition: I["TypeDefinition"];
    TypeRequest: I["RegisterTypeRequest"];
    TypeVersionRequest: I["TypeVersionRequest"];
    TrustedIssuerRequest: V["TrustedIssuerRequest"];
    History: I["HistoryDocument"];
    HistoryItem: I["HistoryItem"];
    ApiKey: I["ApiKeyDocument"];
    ApiKeyRequest: I["ApiKeyRequest"];
    SigningKey: I["SigningKeyDocument"];
    /** A rebuild of the verifier's read model. */
    Rebuild: V["RebuildDocument"];
    Issuer: I["IssuerDocument"];
    IssuerKey: I["IssuerKeyDocument"];
    IssuerPage: I["IssuerPage"];
    /** An issuer as the verifier knows it. */
    KnownIssuer: V["IssuerDocument"];
    AuditOutcome: I["AuditDocument"]["outcome"];
    AuditEntry: I["AuditDocument"];
    ChainCheck: I["AuditVerdictDocument"];
    Session: I["SessionDocument"];
    /** Any of the problem documents (RFC 9457), or JSON from a proxy. */
    Problem: Partial<Omit<I["ProblemDetails"], "success">> & {
      success?: false;
      errors?: Record<string, string[]>;
      /** On 409 when issuing: the ID of the existing credential, and what can be done instead. */
      credentialId?: string;
      ways?: I["DuplicateProblem"]["ways"];
      /** On 400 when issuing: where the metadata break the rules of their type. */
      faults?: I["TypeFault"][];
      /** On 409 and 412: what the credential is now. */
      state?: string;
      version?: number;
      /** Which of several reasons it is, where there are several, such as `expired` or `switchedOff` of a shared link. */
      code?: I["HolderProblem"]["code"];
      /** On 409 `missingCharacter`: what no font of papers has, as `U+XXXX`, and the field that has it. */
      character?: string;
      field?: string;
      /** Only from the verification API. */
      isValid?: boolean;
      timestamp?: string;
      checks?: Schemas["Check"][];
      result?: Schemas["VerdictResult"];
      asOf?: string | null;
    };
  };
}

/** The health report, which the documents lack. */
interface HandWritten {
  Health: {
    service: string;
    status: "healthy" | "degraded" | "unhealthy";
    workerId: string;
    timestamp: string;
    metrics?: Record<string, unknown>;
    checks?: Record<string, { status: string; description?: string | null }>;
  };
}

type Schemas = components["schemas"];
type Json<T> = { content: { "application/json": T } };
type ProblemAnswer = { content: { "application/problem+json": Schemas["Problem"] } };

interface HealthPath {
  "/health": {
    get: { responses: { 200: Json<Schemas["Health"]>; 503: Json<Schemas["Health"]> } };
  };
}

/** The admin endpoints that are the same on both services. */
export interface AdminPaths
  extends Pick<
    ServedIssuancePaths,
    | "/admin/replicas"
    | "/admin/dead-letters/causes"
    | "/admin/audit"
    | "/admin/audit/verify"
    | "/admin/api-keys"
    | "/admin/api-keys/{id}"
    | "/admin/api-keys/{id}/rotate"
  > {
  "/admin/dead-letters": FailedEventsPath<{ q?: string; cause?: string }>;
  "/admin/retry-queue": FailedEventsPath;
  "/admin/dead-letters/{id}": {
    delete: {
      parameters: { path: { id: string }; query: { reason: string } };
      responses: { 200: Json<I["DiscardedDocument"]>; 400: ProblemAnswer; 404: ProblemAnswer };
    };
  };
  "/admin/reprocess-failed": {
    post: {
      requestBody?: Json<I["ReprocessRequest"]>;
      responses: { 200: Json<I["ReprocessedDocument"]>; 400: ProblemAnswer };
    };
  };
  "/admin/circuit-breaker": {
    post: {
      requestBody: Json<I["CircuitBreakerRequest"]>;
      responses: { 200: Json<I["CircuitDocument"]>; 400: ProblemAnswer };
    };
  };
}

interface FailedEventsPath<TQuestion = unknown> {
  get: {
    parameters: { query?: { limit?: number; cursor?: string } & TQuestion };
    responses: { 200: Json<Schemas["FailedEventPage"]>; 400: ProblemAnswer; 503: ProblemAnswer };
  };
}

export type IssuancePaths = WithCredentials<ServedIssuancePaths> & HealthPath;
export type VerificationPaths = ServedVerificationPaths & HealthPath;
