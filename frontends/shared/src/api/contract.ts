/**
 * The two APIs' contract, in the shape that openapi-typescript writes, so that generating it from `/openapi/v1.json`
 * replaces this file and nothing else.
 */
export interface components {
  schemas: {
    Credential: {
      /** UUIDv7. */
      id: string;
      holderName: string;
      credentialType: string;
      /** `YYYY-MM-DD`, UTC. */
      issueDate: string;
      /** `YYYY-MM-DD`, UTC: the last day on which the credential is valid. */
      expiryDate: string | null;
      issuerName: string;
      metadata: Record<string, unknown> | null;
      workerId: string;
      /** RFC 3339, UTC. */
      timestamp: string;
      issuedBy: string;
    };
    IssueRequest: {
      holderName: string;
      credentialType: string;
      issuerName: string;
      expiryDate?: string;
      metadata?: Record<string, unknown>;
    };
    IssueAnswer: {
      success: boolean;
      message: string;
      credential: components["schemas"]["Credential"];
      workerId: string;
    };
    DeliveryState: "pending" | "retrying" | "published" | "confirmed" | "dead";
    Delivery: {
      state: components["schemas"]["DeliveryState"];
      attempts: number;
      createdAt: string;
      publishedAt: string | null;
      confirmedAt: string | null;
      deadAt: string | null;
      nextAttemptAt: string | null;
      lastError: string | null;
    };
    CredentialListItem: {
      credential: components["schemas"]["Credential"];
      delivery: components["schemas"]["Delivery"];
      traceId: string | null;
    };
    CredentialPage: {
      items: components["schemas"]["CredentialListItem"][];
      nextCursor: string | null;
    };
    VerifyAnswer: {
      success: boolean;
      message: string;
      credential?: components["schemas"]["Credential"] | null;
      workerId: string;
      timestamp: string;
      isValid: boolean;
      /** When the verifier received this credential; not every version of the API says it. */
      syncedAt?: string | null;
    };
    /** RFC 9457, with what this system adds. */
    Problem: {
      type?: string;
      title?: string;
      status?: number;
      detail?: string;
      success?: false;
      message?: string;
      workerId?: string;
      traceId?: string;
      errors?: Record<string, string[]>;
      /** On 409: the credential that exists already. */
      credentialId?: string;
      /** On answers of the verification API. */
      isValid?: boolean;
      timestamp?: string;
    };
    Health: {
      service: string;
      status: "healthy" | "degraded" | "unhealthy";
      workerId: string;
      timestamp: string;
      metrics?: Record<string, unknown>;
      checks?: Record<string, { status: string; description?: string | null }>;
    };
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

export interface IssuancePaths extends HealthPath {
  "/api/v1/credentials/issue": {
    post: {
      requestBody: Json<Schemas["IssueRequest"]>;
      responses: { 201: Json<Schemas["IssueAnswer"]>; 400: ProblemAnswer; 409: ProblemAnswer; 503: ProblemAnswer };
    };
  };
  "/api/v1/credentials": {
    get: {
      parameters: { query?: { limit?: number; cursor?: string } };
      responses: { 200: Json<Schemas["CredentialPage"]>; 400: ProblemAnswer };
    };
  };
  "/api/v1/credentials/{id}": {
    get: {
      parameters: { path: { id: string } };
      responses: { 200: Json<Schemas["Credential"]>; 404: ProblemAnswer };
    };
  };
  "/api/v1/credentials/{id}/delivery": {
    get: {
      parameters: { path: { id: string } };
      responses: { 200: Json<Schemas["Delivery"]>; 404: ProblemAnswer };
    };
  };
}

export interface VerificationPaths extends HealthPath {
  "/api/v1/credentials/verify": {
    post: {
      requestBody: Json<{ id: string }>;
      responses: { 200: Json<Schemas["VerifyAnswer"]>; 400: ProblemAnswer; 404: ProblemAnswer };
    };
  };
}
