import type { CredentialRecord, History, Queues, Session } from "@kubecredential/shared";
import { credential, delivery, renderApp, startServer as startServerWith } from "@kubecredential/shared/testing";
import { createMemoryHistory, RouterProvider } from "@tanstack/react-router";
import { HttpResponse, http } from "msw";
import { createAppRouter } from "./router";

export function renderAt(path: string) {
  const router = createAppRouter(createMemoryHistory({ initialEntries: [path] }));
  renderApp(<RouterProvider router={router} />);
  return router;
}

export function session(overrides: Partial<Session> = {}): Session {
  return {
    signedIn: true,
    name: "Grace Hopper",
    roles: ["issuer", "operator", "auditor"],
    organisation: null,
    expiresAt: "2026-05-04T10:30:00Z",
    antiForgeryToken: "token-of-grace",
    ways: { key: true, openIdConnect: false },
    ...overrides,
  };
}

export const nobody: Partial<Session> = {
  signedIn: false,
  name: null,
  roles: [],
  expiresAt: null,
  antiForgeryToken: null,
};

/** Someone with all roles is signed in unless a test says otherwise, and no holder has been invited or has asked anything. */
export function startServer() {
  return startServerWith(signedInAs(), ...noHolders);
}

const noHolders = [
  http.get("*/api/v1/corrections", () => HttpResponse.json({ corrections: [], nextCursor: null, open: 0 })),
  http.get("*/api/v1/credentials/:id/invitations", () => HttpResponse.json({ invitations: [] })),
  http.get("*/api/v1/invitations", () =>
    HttpResponse.json({
      invitations: [],
      nextCursor: null,
      counts: { queued: 0, sent: 0, opened: 0, bounced: 0, failed: 0, expired: 0, revoked: 0 },
    }),
  ),
  http.get("*/api/v1/issuers/:slug/mail-texts", () =>
    HttpResponse.json({ texts: [], defaults: [], placeholders: ["holder"] }),
  ),
  http.post("*/api/v1/issuers/:slug/mail-texts/preview", () =>
    HttpResponse.json({ subject: "Subject", text: "Text", html: "" }),
  ),
];

export function signedInAs(overrides: Partial<Session> = {}) {
  return http.get("*/api/v1/session", () => HttpResponse.json(session(overrides)));
}

export const healthy = {
  service: "issuance-service",
  status: "healthy",
  workerId: "worker-a",
  timestamp: "2026-05-04T10:00:00Z",
  checks: { database: { status: "healthy", description: null }, redis: { status: "healthy", description: null } },
};

export function history(credentialId: string, overrides: Partial<History> = {}): History {
  return { credentialId, items: [], truncated: false, verifications: null, verifierAnswered: true, ...overrides };
}

export function record(overrides: Partial<CredentialRecord> = {}): CredentialRecord {
  return {
    credential: credential(),
    delivery: delivery("confirmed") as CredentialRecord["delivery"],
    traceId: null,
    holderId: null,
    holderEmail: null,
    notes: [],
    workerId: "worker-a",
    ...overrides,
  };
}

export function counts(overrides: Partial<NonNullable<History["verifications"]>>): History["verifications"] {
  const none = {
    expired: 0,
    notYetValid: 0,
    suspended: 0,
    revoked: 0,
    superseded: 0,
    erased: 0,
    different: 0,
    stale: 0,
    notAuthentic: 0,
  };
  return { total: 0, valid: 0, ...none, isExact: true, lastAt: null, ...overrides };
}

export function queues(overrides: Partial<Queues> = {}): Queues {
  return {
    status: "healthy",
    pending: 0,
    retrying: 0,
    published: 0,
    dead: 0,
    oldestPendingSeconds: null,
    oldestUndeliveredSeconds: null,
    lastProgressAt: null,
    nextRetryAt: null,
    circuitBreaker: { state: "closed", nextProbeAt: null, lastError: null, lastErrorAt: null },
    redisConnected: true,
    newestCredentialId: null,
    timestamp: "2026-05-04T10:00:00Z",
    ...overrides,
  };
}

/** A healthy service with nothing issued yet. */
export const quietService = [
  http.get("*/health", () => HttpResponse.json(healthy)),
  http.get("*/api/v1/credentials", () => HttpResponse.json({ items: [], nextCursor: null })),
  http.get("*/api/v1/credentials/count", () => HttpResponse.json({ count: 0, isExact: true, workerId: "worker-a" })),
  http.get("*/api/v1/credentials/views", () => HttpResponse.json({ items: [] })),
  http.get("*/api/v1/credentials/suggestions", () => HttpResponse.json({ items: [] })),
  http.get("*/api/v1/credential-types", () => HttpResponse.json({ items: [], nextCursor: null, requireType: false })),
  http.get("*/api/v1/credentials/:id/history", ({ params }) => HttpResponse.json(history(String(params.id)))),
  http.get("*/api/v1/credentials/:id/record", () => HttpResponse.json(record())),
  http.get("*/api/v1/credentials/expiring", () =>
    HttpResponse.json({ within30Days: 0, within60Days: 0, within90Days: 0, isExact: true, workerId: "worker-a" }),
  ),
  http.get("*/api/v1/credentials/:id/delivery", () => HttpResponse.json(delivery("pending"))),
];
