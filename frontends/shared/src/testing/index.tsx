import { render } from "@testing-library/react";
import axe from "axe-core";
import { HttpResponse, http, type RequestHandler } from "msw";
import { setupServer } from "msw/node";
import type { ReactElement } from "react";
import { afterAll, afterEach, beforeAll } from "vitest";
import type { CredentialStatus, Delivery, DeliveryState, ErasedCredential, IssuedCredential } from "../api/client";
import type { Problem } from "../api/errors";

import { Providers } from "../ui/Providers";

export { FakeEventSource } from "./FakeEventSource";
export { faultsOfTexts } from "./texts";
export { setupUser } from "./user";

/** An msw server for one test file with default handlers. A request without a handler fails the test. */
export function startServer(...handlers: RequestHandler[]) {
  // Every page with a verdict asks whether there are reports.
  const server = setupServer(
    ...handlers,
    http.get("*/api/v1/report-certificates", () => HttpResponse.json({ offered: false, certificates: [] })),
  );
  beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
  afterEach(() => server.resetHandlers());
  afterAll(() => server.close());
  return server;
}

export function renderApp(ui: ReactElement) {
  return render(
    <Providers primaryColor="indigo" env="test">
      {ui}
    </Providers>,
  );
}

/** Contrast needs a real browser, so the browser tests check it. */
export async function axeViolations(container: Element = document.body): Promise<string[]> {
  const { violations } = await axe.run(container, { rules: { "color-contrast": { enabled: false } } });
  return violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).join(" | ")}`);
}

export function status(state: CredentialStatus["state"], overrides: Partial<CredentialStatus> = {}): CredentialStatus {
  return { state, since: "2026-05-04T10:00:00Z", ...overrides };
}

export function erased(overrides: Partial<ErasedCredential> = {}): ErasedCredential {
  return {
    id: "0199c0de-0000-7000-8000-000000000001",
    issuerName: "Example University",
    status: status("erased", { reason: "withdrawn" }),
    version: 2,
    ...overrides,
  };
}

export function credential(overrides: Partial<IssuedCredential> = {}): IssuedCredential {
  return {
    status: status("active"),
    version: 1,
    id: "0199c0de-0000-7000-8000-000000000001",
    holderName: "Ada Lovelace",
    credentialType: "Bachelor of Science",
    issueDate: "2026-05-04",
    expiryDate: null,
    issuerName: "Example University",
    metadata: null,
    workerId: "worker-a",
    timestamp: "2026-05-04T10:00:00Z",
    issuedBy: "worker-a",
    ...overrides,
  };
}

export function delivery(state: DeliveryState, overrides: Partial<Delivery> = {}): Delivery {
  return {
    state,
    attempts: state === "pending" ? 0 : 1,
    createdAt: "2026-05-04T10:00:00Z",
    publishedAt: state === "published" || state === "confirmed" ? "2026-05-04T10:00:01Z" : null,
    confirmedAt: state === "confirmed" ? "2026-05-04T10:00:02Z" : null,
    deadAt: state === "dead" ? "2026-05-04T10:10:00Z" : null,
    nextAttemptAt: state === "retrying" ? "2026-05-04T10:01:00Z" : null,
    lastError: state === "retrying" || state === "dead" ? "Redis is away" : null,
    ...overrides,
  };
}

export function problem(status: number, body: Problem, headers: Record<string, string> = {}) {
  return HttpResponse.json(
    { type: "about:blank", status, success: false, workerId: "worker-a", ...body },
    { status, headers: { "Content-Type": "application/problem+json", ...headers } },
  );
}
