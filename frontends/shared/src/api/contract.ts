import type { components as Issuance, paths as ServedIssuancePaths } from "./issuance-api";
import type { paths as ServedVerificationPaths, components as Verification } from "./verification-api";

/*
 * Both APIs' contract. The `*-api.ts` beside this file are generated from the documents in `openapi/`, which the services'
 * own tests keep equal to what they serve. Written by hand is only what those documents do not say.
 */

type I = Issuance["schemas"];
type V = Verification["schemas"];

/** What both services say of a failed event; what only one of them says may be missing. */
type EitherOf<A, B> = { [Key in keyof A & keyof B]: A[Key] | B[Key] } & Partial<Omit<A, keyof B>> &
  Partial<Omit<B, keyof A>>;

export interface components {
  schemas: HandWritten & {
    Credential: I["CredentialDocument"];
    IssueRequest: I["IssueCredentialRequest"];
    IssueAnswer: I["IssuedDocument"];
    /** As the list is narrowed by: `discarded` is a state there. */
    DeliveryState: I["DeliveryDocument"]["state"] | "discarded";
    Delivery: Omit<I["DeliveryDocument"], "state" | "publications"> & {
      state: components["schemas"]["DeliveryState"];
      publications?: number;
    };
    CredentialListItem: Omit<I["CredentialEntry"], "delivery"> & { delivery: components["schemas"]["Delivery"] };
    CredentialPage: { items: components["schemas"]["CredentialListItem"][]; nextCursor: string | null };
    Circuit: I["CircuitSnapshot"];
    /** What the stream's `queues` event says. */
    Queues: I["QueuesEvent"];
    MinutePoint: I["TimelinePoint"];
    FailedEvent: EitherOf<I["FailedEvent"], V["FailedEvent"]>;
    FailedEventPage: { items: components["schemas"]["FailedEvent"][]; nextCursor: string | null };
    Difference: V["DifferenceDocument"];
    Check: V["CheckDocument"];
    VerifyAnswer: V["VerificationDocument"];
    History: I["HistoryDocument"];
    HistoryItem: I["HistoryItem"];
    AuditEntry: I["AuditDocument"];
    AuditPage: I["AuditPage"];
    ChainCheck: I["AuditVerdictDocument"];
    Session: I["SessionDocument"];
    /** Any of the problem documents (RFC 9457), and what a proxy may answer instead. */
    Problem: Partial<Omit<I["ProblemDetails"], "success">> & {
      success?: false;
      errors?: Record<string, string[]>;
      /** On 409: the credential that exists already. */
      credentialId?: string;
      /** On answers of the verification API. */
      isValid?: boolean;
      timestamp?: string;
      checks?: V["CheckDocument"][];
    };
  };
}

/** Not in the documents: the health report. */
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

/** What operators see and do, the same on both services. */
export interface AdminPaths extends Pick<ServedIssuancePaths, "/admin/audit" | "/admin/audit/verify"> {
  "/admin/dead-letters": FailedEventsPath;
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

interface FailedEventsPath {
  get: {
    parameters: { query?: { limit?: number; cursor?: string } };
    responses: { 200: Json<Schemas["FailedEventPage"]>; 400: ProblemAnswer; 503: ProblemAnswer };
  };
}

export type IssuancePaths = ServedIssuancePaths & HealthPath;
export type VerificationPaths = ServedVerificationPaths & HealthPath;
