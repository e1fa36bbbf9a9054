import type { components as Issuance, paths as ServedIssuancePaths } from "./issuance-api";
import type { paths as ServedVerificationPaths, components as Verification } from "./verification-api";

/*
 * The life of a credential as both APIs serve it, by hand until the documents in `openapi/` have it. Then this file can go:
 * `contract.ts` is the only one that imports it, and takes the generated types under the same names.
 */

type I = Issuance["schemas"];
type V = Verification["schemas"];

export type CredentialState = "active" | "suspended" | "revoked" | "superseded" | "erased";

export type StatusReason =
  | "error"
  | "withdrawn"
  | "fraud"
  | "nonCompliance"
  | "nonPayment"
  | "keyCompromise"
  | "administrative"
  | "other";

export interface CredentialStatus {
  state: CredentialState;
  reason?: StatusReason | null;
  /** When it took effect. Of a superseded credential it may lie in the future: until then, the credential is valid. */
  since: string;
  supersedes?: string | null;
  supersededBy?: string | null;
}

/** What a credential attests. It never changes. */
export type CredentialContent = Omit<I["CredentialDocument"], "validFrom" | "status" | "version"> & {
  /** The first valid day; without it, the day of issue is. */
  validFrom?: string | null;
};

/** A credential as the issuance service shows it. */
export interface IssuedCredential extends CredentialContent {
  status: CredentialStatus;
  version: number;
}

/** What is left of a credential whose content was erased. The members of its content are null. */
export interface ErasedCredential {
  id: string;
  issuerName: string;
  status: CredentialStatus;
  version: number;
  holderName?: null;
}

export type AnyCredential = IssuedCredential | ErasedCredential;

interface Private {
  holderId?: string | null;
  holderEmail?: string | null;
}

export type IssueRequest = I["IssueCredentialRequest"] & Private & { validFrom?: string | null };

/** What can be done instead of issuing a credential that exists already. */
export interface Way {
  action: string;
  href?: string | null;
  detail: string;
}

export interface ChangeRequest {
  reason: StatusReason;
  note?: string;
}

export interface EraseRequest extends ChangeRequest {
  /** The credential's ID, typed by whoever erases it. */
  confirm: string;
}

export interface ReplaceRequest extends ChangeRequest, Private {
  holderName?: string;
  credentialType?: string;
  validFrom?: string | null;
  expiryDate?: string | null;
  metadata?: Record<string, unknown> | null;
}

export interface RenewRequest {
  expiryDate: string;
  validFrom?: string;
  note?: string;
}

interface Answer {
  success: boolean;
  message: string;
  workerId: string;
}

export interface ChangeAnswer extends Answer {
  credential: AnyCredential;
  /** False if it had been done before. */
  changed: boolean;
}

export interface SuccessionAnswer extends Answer {
  /** The new credential. */
  credential: IssuedCredential;
  superseded: IssuedCredential;
  changed: boolean;
}

export interface BulkRequest {
  action: "suspend" | "reinstate" | "revoke" | "renew";
  reason?: StatusReason;
  note?: string;
  expiryDate?: string;
  validFrom?: string;
  ids: string[];
}

export interface BulkResult {
  id: string;
  outcome: "changed" | "unchanged" | "impossible" | "notFound";
  status?: CredentialStatus | null;
  version?: number | null;
  /** On renewal: the new credential's ID. */
  successor?: string | null;
  detail?: string | null;
}

export interface BulkAnswer extends Answer {
  changed: number;
  unchanged: number;
  failed: number;
  results: BulkResult[];
}

export interface ExpiringCounts {
  within30Days: number;
  within60Days: number;
  within90Days: number;
  /** Whether all were counted; otherwise there are more. */
  isExact?: boolean;
  workerId: string;
}

/** What the issuer alone sees. */
export interface CredentialRecord extends Private {
  credential: AnyCredential;
  delivery: I["DeliveryDocument"];
  traceId: string | null;
  notes: { version: number; note: string }[];
  workerId: string;
}

export interface CredentialEntry extends Omit<I["CredentialEntry"], "credential"> {
  credential: AnyCredential;
  holderId?: string | null;
}

/** The data of the stream's `delivery` event. */
export interface DeliveryEvent {
  credentialId: string;
  delivery: I["DeliveryDocument"];
  status?: CredentialStatus | null;
  version?: number | null;
}

/** The list's filter: a state, or what follows from the dates. */
export type StatusFilter = CredentialState | "expired" | "notYetValid";

export type VerdictResult =
  | "valid"
  | "notYetValid"
  | "expired"
  | "suspended"
  | "revoked"
  | "superseded"
  | "erased"
  | "different"
  | "stale"
  | "unknown";

export type CheckName =
  | "known"
  | "content"
  | "validFrom"
  | "expiry"
  | "suspension"
  | "revocation"
  | "current"
  | "issuer"
  | "fresh"
  /** Of verdicts that the browser's history kept from earlier versions. */
  | "synchronised";

export type Check = Omit<V["CheckDocument"], "name"> & {
  name: CheckName;
  /** On `current`: the ID of the credential that replaces this one. */
  supersededBy?: string | null;
};

export type VerifyAnswer = Omit<V["VerificationDocument"], "credential" | "checks"> & {
  /** Null once erased. */
  credential: CredentialContent | null;
  checks: Check[];
  result: VerdictResult;
  status: CredentialStatus;
  version: number;
  /** Until when this verifier has heard everything from the issuer; null if it never has. */
  asOf: string | null;
};

export type VerificationCounts = I["VerificationCounts"] &
  Partial<Record<"suspended" | "revoked" | "superseded" | "notYetValid" | "erased" | "stale", number>>;

export type AuditOutcome = I["AuditDocument"]["outcome"] | VerdictResult;

type Json<T> = { content: { "application/json": T } };
type ProblemAnswer = { content: { "application/problem+json": I["ProblemDetails"] } };

interface ChangePath<Body, Result, Created extends 200 | 201 = 200> {
  post: {
    parameters: { path: { id: string }; header?: { "If-Match"?: string } };
    requestBody: Json<Body>;
    responses: Record<Created, Json<Result>> &
      Record<200, Json<Result>> & { 400: ProblemAnswer; 404: ProblemAnswer; 409: ProblemAnswer; 412: ProblemAnswer };
  };
}

type Parameters<Operation> = Operation extends { parameters: infer Given } ? Given : never;
type Query<Operation> = Parameters<Operation> extends { query?: infer Given } ? NonNullable<Given> : never;

type ListQuery = Omit<Query<ServedIssuancePaths["/api/v1/credentials"]["get"]>, "status" | "expiresBefore"> & {
  status?: StatusFilter;
  expiresBefore?: string;
};
type AuditQuery = Omit<Query<ServedIssuancePaths["/admin/audit"]["get"]>, "outcome"> & { outcome?: AuditOutcome };

export interface LifecyclePaths {
  "/api/v1/credentials": {
    get: {
      parameters: { query?: ListQuery };
      responses: { 200: Json<{ items: CredentialEntry[]; nextCursor: string | null }>; 400: ProblemAnswer };
    };
  };
  "/api/v1/credentials/{id}": {
    get: {
      parameters: { path: { id: string } };
      responses: { 200: Json<AnyCredential>; 404: ProblemAnswer };
    };
  };
  "/api/v1/credentials/issue": {
    post: {
      requestBody: Json<IssueRequest>;
      responses: { 201: Json<Answer & { credential: IssuedCredential }>; 400: ProblemAnswer; 409: ProblemAnswer };
    };
  };
  "/api/v1/credentials/{id}/suspend": ChangePath<ChangeRequest, ChangeAnswer>;
  "/api/v1/credentials/{id}/reinstate": ChangePath<Omit<ChangeRequest, "reason">, ChangeAnswer>;
  "/api/v1/credentials/{id}/revoke": ChangePath<ChangeRequest, ChangeAnswer>;
  "/api/v1/credentials/{id}/erase": ChangePath<EraseRequest, ChangeAnswer>;
  "/api/v1/credentials/{id}/replace": ChangePath<ReplaceRequest, SuccessionAnswer, 201>;
  "/api/v1/credentials/{id}/renew": ChangePath<RenewRequest, SuccessionAnswer, 201>;
  "/api/v1/credentials/{id}/record": {
    get: {
      parameters: { path: { id: string } };
      responses: { 200: Json<CredentialRecord>; 404: ProblemAnswer };
    };
  };
  "/api/v1/credentials/{id}/history": {
    get: {
      parameters: { path: { id: string } };
      responses: {
        200: Json<Omit<I["HistoryDocument"], "verifications"> & { verifications: null | VerificationCounts }>;
        404: ProblemAnswer;
      };
    };
  };
  "/api/v1/credentials/status": {
    post: { requestBody: Json<BulkRequest>; responses: { 200: Json<BulkAnswer>; 400: ProblemAnswer } };
  };
  "/api/v1/credentials/expiring": {
    get: { responses: { 200: Json<ExpiringCounts> } };
  };
}

export interface LifecycleVerificationPaths {
  "/api/v1/credentials/verify": {
    post: {
      requestBody: Json<{ id?: string; credential?: unknown; maxAge?: string }>;
      responses: { 200: Json<VerifyAnswer>; 400: ProblemAnswer; 404: ProblemAnswer };
    };
  };
}

export interface LifecycleAdminPaths {
  "/admin/audit": {
    get: {
      parameters: { query?: AuditQuery };
      responses: {
        200: Json<
          Omit<I["AuditPage"], "items"> & {
            items: (Omit<I["AuditDocument"], "outcome"> & { outcome: AuditOutcome })[];
          }
        >;
        400: ProblemAnswer;
      };
    };
  };
}

export type ServedVerification = Omit<ServedVerificationPaths, keyof LifecycleVerificationPaths> &
  LifecycleVerificationPaths;
export type ServedIssuance = Omit<ServedIssuancePaths, keyof LifecyclePaths | keyof LifecycleAdminPaths> &
  LifecyclePaths &
  LifecycleAdminPaths;
