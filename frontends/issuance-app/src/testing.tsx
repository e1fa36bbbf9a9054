import type { History, Queues } from "@kubecredential/shared";
import { delivery, renderApp } from "@kubecredential/shared/testing";
import { createMemoryHistory, RouterProvider } from "@tanstack/react-router";
import { HttpResponse, http } from "msw";
import { createAppRouter } from "./router";

export function renderAt(path: string) {
  const router = createAppRouter(createMemoryHistory({ initialEntries: [path] }));
  renderApp(<RouterProvider router={router} />);
  return router;
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

export function queues(overrides: Partial<Queues> = {}): Queues {
  return {
    status: "healthy",
    pending: 0,
    retrying: 0,
    published: 0,
    dead: 0,
    oldestPendingSeconds: null,
    nextRetryAt: null,
    circuitBreaker: { state: "closed", nextProbeAt: null, lastError: null, lastErrorAt: null },
    redisConnected: true,
    newestCredentialId: null,
    timestamp: "2026-05-04T10:00:00Z",
    ...overrides,
  };
}

/** A service in which all is well and nothing was issued yet. */
export const quietService = [
  http.get("*/health", () => HttpResponse.json(healthy)),
  http.get("*/api/v1/credentials", () => HttpResponse.json({ items: [], nextCursor: null })),
  http.get("*/api/v1/credentials/suggestions", () => HttpResponse.json({ items: [] })),
  http.get("*/api/v1/credentials/:id/history", ({ params }) => HttpResponse.json(history(String(params.id)))),
  http.get("*/api/v1/credentials/:id/delivery", () => HttpResponse.json(delivery("pending"))),
];
