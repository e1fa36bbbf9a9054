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

/** Not in the documents: the health report, and what reads the audit trail. */
interface HandWritten {
  HistoryItem: {
    at: string;
    service: "issuance" | "verification";
    action: string;
    outcome: string;
    attempt: number | null;
    workerId: string | null;
    actor: string | null;
    correlationId: string | null;
    traceId: string | null;
    detail: string | null;
  };
  History: {
    credentialId: string;
    /** Oldest first. */
    items: HandWritten["HistoryItem"][];
    truncated: boolean;
    verifications: {
      total: number;
      isExact: boolean;
      valid: number;
      expired: number;
      different: number;
      lastAt: string | null;
    } | null;
    verifierAnswered: boolean;
  };
  AuditEntry: {
    number: number;
    at: string;
    action: string;
    outcome: string;
    actor: string | null;
    workerId: string | null;
    credentialId: string | null;
    eventId: string | null;
    attempt: number | null;
    detail: string | null;
    correlationId: string | null;
    traceId: string | null;
    sealed: boolean;
  };
  AuditPage: { items: HandWritten["AuditEntry"][]; nextCursor: string | null };
  ChainHead: { number: number; hash: string; at: string };
  ChainCheck: {
    intact: boolean;
    checked: number;
    unsealed: number;
    head: HandWritten["ChainHead"] | null;
    firstBroken: { number: number; position: number | null; reason: string } | null;
    message: string;
    workerId: string;
    timestamp: string;
  };
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

interface AuditPaths {
  "/admin/audit": {
    get: {
      parameters: {
        query?: {
          credentialId?: string;
          action?: string;
          outcome?: string;
          from?: string;
          to?: string;
          limit?: number;
          cursor?: string;
        };
      };
      responses: { 200: Json<Schemas["AuditPage"]>; 400: ProblemAnswer };
    };
  };
  "/admin/audit/verify": {
    post: {
      requestBody?: Json<{ known?: { number: number; hash: string } }>;
      responses: { 200: Json<Schemas["ChainCheck"]>; 400: ProblemAnswer };
    };
  };
}

interface HistoryPath {
  "/api/v1/credentials/{id}/history": {
    get: {
      parameters: { path: { id: string } };
      responses: { 200: Json<Schemas["History"]>; 404: ProblemAnswer };
    };
  };
}

/** What operators see and do, the same on both services. */
export interface AdminPaths extends AuditPaths {
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

export type IssuancePaths = ServedIssuancePaths & HealthPath & HistoryPath;
export type VerificationPaths = ServedVerificationPaths & HealthPath;
