import { HttpResponse, http } from "msw";
import { afterEach, expect, test } from "vitest";
import { dataOf, issuanceApi, verificationApi } from "../api/client";
import { startServer } from "../testing";
import { startTracing } from "./start";
import { isPolled, type RequestSpan, recordRequestsWith, routeOf } from "./traced";

const server = startServer();
afterEach(() => {
  globalThis.kubeCredentialConfig = undefined;
  recordRequestsWith(undefined);
  globalThis.kubeCredentialAhead = undefined;
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
  startTracing("issuance-app");
  await dataOf(issuanceApi.GET("/api/v1/credentials", {}));
  expect(seen[0]?.get("traceparent")).toBeNull();
});

test("configured, each request carries its span's context, and polling none", async () => {
  const seen = headersOf("*/api/v1/credentials");
  const polled = headersOf("*/admin/queue-stats");
  globalThis.kubeCredentialConfig = { browserTraces: true };
  startTracing("issuance-app");
  await dataOf(issuanceApi.GET("/api/v1/credentials", {}));
  await dataOf(issuanceApi.GET("/admin/queue-stats", {}));
  expect(seen[0]?.get("traceparent")).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  expect(polled[0]?.get("traceparent")).toBeNull();
});

test("a request does not wait for the tracer, and is recorded when it has ended", async () => {
  headersOf("*/api/v1/credentials");
  const spans: RequestSpan[] = [];
  recordRequestsWith((span) => spans.push(span));
  await dataOf(issuanceApi.GET("/api/v1/credentials", { params: { query: { q: "Ada Lovelace" } } }));
  expect(spans).toHaveLength(1);
  expect(spans[0]).toMatchObject({ method: "GET", route: "/api/v1/credentials", status: 200 });
  expect(spans[0]?.endedAt).toBeGreaterThanOrEqual(spans[0]?.startedAt ?? Number.NaN);
  expect(JSON.stringify(spans)).not.toContain("Ada");
});

test("a request without an answer is recorded, too, and whether the page gave up", async () => {
  server.use(http.get("*/api/v1/credentials", () => HttpResponse.error()));
  const spans: RequestSpan[] = [];
  recordRequestsWith((span) => spans.push(span));
  await expect(dataOf(issuanceApi.GET("/api/v1/credentials", {}))).rejects.toThrow();
  const leaving = AbortSignal.abort();
  await expect(dataOf(issuanceApi.GET("/api/v1/credentials", { signal: leaving }))).rejects.toThrow();
  expect(spans.map(({ status, aborted }) => [status, aborted])).toEqual([
    [undefined, false],
    [undefined, true],
  ]);
});

test("what the page has asked ahead is answered once, without a second request, under its own trace", async () => {
  const seen = headersOf("*/api/v1/session");
  const spans: RequestSpan[] = [];
  recordRequestsWith((span) => spans.push(span));
  const ids = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" };
  const startedAt = Date.now() - 100;
  globalThis.kubeCredentialAhead = {
    method: "GET",
    path: "/api/v1/session",
    startedAt,
    ...ids,
    response: Promise.resolve(HttpResponse.json({ signedIn: false, name: "ahead" })),
  };
  expect(await dataOf(issuanceApi.GET("/api/v1/session", {}))).toMatchObject({ name: "ahead" });
  expect(seen).toHaveLength(0);
  expect(spans).toMatchObject([{ ...ids, startedAt, status: 200 }]);
  expect(await dataOf(issuanceApi.GET("/api/v1/session", {}))).toEqual({});
  expect(seen).toHaveLength(1);
});

test.each([
  ["another body", { body: '{"id":"b"}' }],
  ["another address", { path: "/api/v1/credentials/verify?x=1" }],
  ["another method", { method: "GET" }],
  ["an old answer", { startedAt: Date.now() - 60_000 }],
])("%s is asked for anew", async (_what, difference) => {
  server.use(http.post("*/api/v1/credentials/verify", () => HttpResponse.json({ message: "anew" })));
  globalThis.kubeCredentialAhead = {
    method: "POST",
    path: "/api/v1/credentials/verify",
    body: '{"id":"a"}',
    startedAt: Date.now(),
    response: Promise.resolve(HttpResponse.json({ message: "ahead" })),
    ...difference,
  };
  const answer = await dataOf(verificationApi.POST("/api/v1/credentials/verify", { body: { id: "a" } } as never));
  expect(answer).toMatchObject({ message: "anew" });
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
