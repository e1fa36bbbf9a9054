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
    DeliveryState: "pending" | "retrying" | "published" | "confirmed" | "dead" | "discarded";
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
    Suggestions: { items: string[] };
    CircuitState: "closed" | "open" | "half-open" | "isolated";
    Circuit: {
      state: components["schemas"]["CircuitState"];
      nextProbeAt: string | null;
      lastError: string | null;
      lastErrorAt: string | null;
    };
    /** What the stream's `queues` event says. */
    Queues: {
      status: string;
      pending: number;
      retrying: number;
      published: number;
      dead: number;
      oldestPendingSeconds: number | null;
      nextRetryAt: string | null;
      circuitBreaker: components["schemas"]["Circuit"];
      redisConnected: boolean;
      newestCredentialId: string | null;
      timestamp: string;
    };
    StreamStats: {
      length: number;
      lag: number | null;
      pending: number;
      consumers: unknown[];
    };
    IssuanceQueueStats: {
      status: string;
      pendingSize: number;
      retryQueueSize: number;
      unconfirmedSize: number;
      deadLetterSize: number;
      oldestPendingAgeSeconds: number | null;
      nextRetryAt: string | null;
      /** Null while Redis is away. */
      stream: components["schemas"]["StreamStats"] | null;
      circuitBreaker: components["schemas"]["Circuit"];
      workerId: string;
      timestamp: string;
    };
    VerificationQueueStats: {
      status: string;
      retryQueueSize: number | null;
      deadLetterSize: number | null;
      nextRetryAt: string | null;
      stream: components["schemas"]["StreamStats"] | null;
      /** In front of the database. */
      circuitBreaker: components["schemas"]["Circuit"];
      redisCircuitBreaker: components["schemas"]["Circuit"];
      workerId: string;
      timestamp: string;
    };
    IssuanceMetrics: {
      workerId: string;
      events: { published: number; failed: number; retried: number; deadLettered: number };
      timestamp: string;
    };
    VerificationMetrics: {
      workerId: string;
      events: {
        processedSuccess: number;
        processedFailed: number;
        duplicates: number;
        retried: number;
        deadLettered: number;
        failedQueueSize: number | null;
        isListening: boolean;
      };
      verification: { total: number; valid: number; expired: number; unknown: number };
      timestamp: string;
    };
    MinutePoint: {
      at: string;
      issued: number;
      delivered: number;
      lagMeanMs: number | null;
      lagMaxMs: number | null;
    };
    MinuteTimeline: {
      from: string;
      to: string;
      stepSeconds: number;
      points: components["schemas"]["MinutePoint"][];
      workerId: string;
    };
    FailedEvent: {
      id: string;
      eventType: string | null;
      credentialId: string | null;
      reason: string | null;
      attempts: number;
      firstFailedAt: string | null;
      lastFailedAt: string | null;
      nextAttemptAt: string | null;
      traceParent: string | null;
      payload?: unknown;
      /** At the issuer: who gave it up. */
      givenUpBy?: string | null;
      /** At the verifier: the entry's text, where it is not JSON. */
      text?: string | null;
    };
    FailedEventPage: { items: components["schemas"]["FailedEvent"][]; nextCursor: string | null };
    Reprocessed: { success: boolean; message: string; reprocessedCount: number; workerId: string; timestamp: string };
    Discarded: { success: boolean; message: string; id: string; workerId: string };
    CircuitAnswer: {
      success: boolean;
      message: string;
      circuitBreaker: components["schemas"]["Circuit"];
      workerId: string;
    };
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
      items: components["schemas"]["HistoryItem"][];
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
    AuditPage: { items: components["schemas"]["AuditEntry"][]; nextCursor: string | null };
    ChainHead: { number: number; hash: string; at: string };
    ChainCheck: {
      intact: boolean;
      checked: number;
      unsealed: number;
      head: components["schemas"]["ChainHead"] | null;
      firstBroken: { number: number; position: number | null; reason: string } | null;
      message: string;
      workerId: string;
      timestamp: string;
    };
    CheckStatus: "pass" | "warning" | "fail" | "unchecked";
    Difference: { field: string; issued: unknown; shown: unknown };
    Check: {
      name: "known" | "content" | "expiry" | "issuer" | "synchronised";
      status: components["schemas"]["CheckStatus"];
      detail: string;
      differences?: components["schemas"]["Difference"][] | null;
    };
    VerifyAnswer: {
      success: boolean;
      message: string;
      credential?: components["schemas"]["Credential"] | null;
      workerId: string;
      timestamp: string;
      isValid: boolean;
      /** When the verifier received this credential. */
      syncedAt?: string | null;
      checks: components["schemas"]["Check"][];
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
      checks?: components["schemas"]["Check"][];
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

/** What operators see and do, the same on both services. */
export interface AdminPaths {
  "/admin/dead-letters": FailedEventsPath;
  "/admin/retry-queue": FailedEventsPath;
  "/admin/dead-letters/{id}": {
    delete: {
      parameters: { path: { id: string }; query: { reason: string } };
      responses: { 200: Json<Schemas["Discarded"]>; 400: ProblemAnswer; 404: ProblemAnswer };
    };
  };
  "/admin/reprocess-failed": {
    post: {
      requestBody?: Json<{ ids?: string[] }>;
      responses: { 200: Json<Schemas["Reprocessed"]>; 400: ProblemAnswer };
    };
  };
  "/admin/circuit-breaker": {
    post: {
      requestBody: Json<{ action: "isolate" | "close"; reason?: string }>;
      responses: { 200: Json<Schemas["CircuitAnswer"]>; 400: ProblemAnswer };
    };
  };
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

interface FailedEventsPath {
  get: {
    parameters: { query?: { limit?: number; cursor?: string } };
    responses: { 200: Json<Schemas["FailedEventPage"]>; 400: ProblemAnswer; 503: ProblemAnswer };
  };
}

export interface IssuancePaths extends HealthPath, AdminPaths {
  "/api/v1/credentials/issue": {
    post: {
      requestBody: Json<Schemas["IssueRequest"]>;
      responses: { 201: Json<Schemas["IssueAnswer"]>; 400: ProblemAnswer; 409: ProblemAnswer; 503: ProblemAnswer };
    };
  };
  "/api/v1/credentials": {
    get: {
      parameters: {
        query?: {
          limit?: number;
          cursor?: string;
          id?: string;
          holder?: string;
          type?: string;
          issuer?: string;
          state?: string;
        };
      };
      responses: { 200: Json<Schemas["CredentialPage"]>; 400: ProblemAnswer };
    };
  };
  "/api/v1/credentials/suggestions": {
    get: {
      parameters: { query: { field: "credentialType" | "issuerName"; prefix?: string; limit?: number } };
      responses: { 200: Json<Schemas["Suggestions"]>; 400: ProblemAnswer };
    };
  };
  "/api/v1/credentials/{id}/history": {
    get: {
      parameters: { path: { id: string } };
      responses: { 200: Json<Schemas["History"]>; 404: ProblemAnswer };
    };
  };
  "/admin/timeline": {
    get: {
      parameters: { query?: { minutes?: number } };
      responses: { 200: Json<Schemas["MinuteTimeline"]>; 400: ProblemAnswer };
    };
  };
  "/admin/queue-stats": { get: { responses: { 200: Json<Schemas["IssuanceQueueStats"]> } } };
  "/admin/metrics": { get: { responses: { 200: Json<Schemas["IssuanceMetrics"]> } } };
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

export interface VerificationPaths extends HealthPath, AdminPaths {
  "/admin/queue-stats": { get: { responses: { 200: Json<Schemas["VerificationQueueStats"]> } } };
  "/admin/metrics": { get: { responses: { 200: Json<Schemas["VerificationMetrics"]> } } };
  "/api/v1/credentials/verify": {
    post: {
      requestBody: Json<{ id?: string; credential?: unknown }>;
      responses: { 200: Json<Schemas["VerifyAnswer"]>; 400: ProblemAnswer; 404: ProblemAnswer };
    };
  };
}
