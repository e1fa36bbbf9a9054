import { HttpResponse, http } from "msw";
import { afterEach, expect, test } from "vitest";
import { dataOf, issuanceApi } from "../api/client";
import { startServer } from "../testing";
import { isPolled, routeOf } from "./browserTracer";
import { startTracing } from "./start";
import { traceRequestsWith } from "./traced";

const server = startServer();
afterEach(() => {
  globalThis.kubeCredentialConfig = undefined;
  traceRequestsWith((request, send) => send(request));
});

function headersOf(path: string) {
  const seen: Headers[] = [];
  server.use(
    http.get(path, ({ request }) => {
      seen.push(request.headers);
      return HttpResponse.json({});
    }),
  );
  return seen;
}

test("where traces are not configured, requests carry no trace context", async () => {
  const seen = headersOf("*/api/v1/credentials");
  await startTracing("issuance-app");
  await dataOf(issuanceApi.GET("/api/v1/credentials", {}));
  expect(seen[0]?.get("traceparent")).toBeNull();
});

test("configured, each request carries its span's context, and polling none", async () => {
  const seen = headersOf("*/api/v1/credentials");
  const polled = headersOf("*/admin/queue-stats");
  globalThis.kubeCredentialConfig = { browserTraces: true };
  await startTracing("issuance-app");
  await dataOf(issuanceApi.GET("/api/v1/credentials", {}));
  await dataOf(issuanceApi.GET("/admin/queue-stats", {}));
  expect(seen[0]?.get("traceparent")).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  expect(polled[0]?.get("traceparent")).toBeNull();
});

test.each([
  ["/api/v1/credentials/0199/history", "/api/v1/credentials/{id}/history"],
  ["/api/v1/credentials/issue", "/api/v1/credentials/issue"],
  ["/api/v1/credentials/verify", "/api/v1/credentials/verify"],
  ["/verifier/admin/dead-letters/entry-1-0", "/verifier/admin/dead-letters/{id}"],
  ["/api/v1/credentials", "/api/v1/credentials"],
])("%s is named %s", (path, route) => {
  expect(routeOf(path)).toBe(route);
});

test("only requests on a timer count as polling", () => {
  expect(isPolled("/verifier/admin/queue-stats")).toBe(true);
  expect(isPolled("/api/v1/credentials/x/delivery")).toBe(true);
  expect(isPolled("/admin/reprocess-failed")).toBe(false);
});
