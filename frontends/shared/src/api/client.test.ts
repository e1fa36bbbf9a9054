import { HttpResponse, http } from "msw";
import { expect, test, vi } from "vitest";
import { writeJson } from "../json";
import { problem, startServer } from "../testing";
import { adminApis, dataOf, healthOf, type IssuedCredential, issuanceApi } from "./client";
import { ApiError, UnreachableError } from "./errors";
import { onUnauthorized, setAntiForgeryToken } from "./session";

const server = startServer();
const report = { service: "issuance-service", status: "unhealthy", workerId: "w", timestamp: "2026-05-04T10:00:00Z" };

test("an ID is data, whatever characters it has", async () => {
  const paths: string[] = [];
  server.use(
    http.get("*/api/v1/credentials/*", ({ request }) => {
      paths.push(new URL(request.url).pathname);
      return HttpResponse.json({});
    }),
  );
  await dataOf(issuanceApi.GET("/api/v1/credentials/{id}", { params: { path: { id: "../../admin?x#y" } } }));
  expect(paths).toEqual(["/api/v1/credentials/..%2F..%2Fadmin%3Fx%23y"]);
});

test("numbers in metadata stay unchanged in responses and requests", async () => {
  const metadata = '{"student":12345678901234567891,"grade":1.10,"huge":1e400,"none":-0}';
  const bodies: string[] = [];
  const json = { headers: { "Content-Type": "application/json; charset=utf-8" } };
  server.use(
    http.get("*/api/v1/credentials/*", () => new HttpResponse(`{"id":"1","metadata":${metadata}}`, json)),
    http.post("*/api/v1/credentials/issue", async ({ request }) => {
      bodies.push(await request.text());
      return new HttpResponse("{}", json);
    }),
  );
  const answer = await dataOf(issuanceApi.GET("/api/v1/credentials/{id}", { params: { path: { id: "1" } } }));
  const read = answer as IssuedCredential;
  expect(writeJson(read.metadata)).toBe(metadata);
  const request = { holderName: "H", credentialType: "T", issuerName: "I", metadata: read.metadata ?? undefined };
  await dataOf(issuanceApi.POST("/api/v1/credentials/issue", { body: request }));
  expect(bodies).toEqual([`{"holderName":"H","credentialType":"T","issuerName":"I","metadata":${metadata}}`]);
});

test("a network failure is distinguished from a response", async () => {
  server.use(http.get("*/api/v1/credentials", () => HttpResponse.error()));
  await expect(dataOf(issuanceApi.GET("/api/v1/credentials", {}))).rejects.toBeInstanceOf(UnreachableError);
});

test("an unhealthy report is read despite its status 503", async () => {
  server.use(http.get("*/health", () => HttpResponse.json(report, { status: 503 })));
  expect(await healthOf(issuanceApi.GET("/health"))).toMatchObject({ status: "unhealthy" });
});

test("unsafe requests carry the session's token on every client; reads do not", async () => {
  const seen: (string | null)[] = [];
  const note = ({ request }: { request: Request }) => {
    seen.push(`${request.method} ${request.headers.get("x-csrf-token")}`);
    return HttpResponse.json({});
  };
  server.use(
    http.get("*/api/v1/credentials", note),
    http.post("*/api/v1/credentials/issue", note),
    http.delete("*/verifier/admin/dead-letters/:id", note),
  );
  setAntiForgeryToken("token");
  await dataOf(issuanceApi.GET("/api/v1/credentials", {}));
  await dataOf(
    issuanceApi.POST("/api/v1/credentials/issue", { body: { holderName: "", credentialType: "", issuerName: "" } }),
  );
  const params = { path: { id: "1" }, query: { reason: "r" } };
  await dataOf(adminApis.verifier.DELETE("/admin/dead-letters/{id}", { params }));
  setAntiForgeryToken(null);
  await dataOf(adminApis.verifier.DELETE("/admin/dead-letters/{id}", { params }));
  expect(seen).toEqual(["GET null", "POST token", "DELETE token", "DELETE null"]);
});

test("a 401 is reported to listeners, except when a key is refused", async () => {
  server.use(
    http.get("*/api/v1/credentials", () => problem(401, {})),
    http.post("*/api/v1/session", () => problem(401, {})),
  );
  const told = vi.fn();
  const stop = onUnauthorized(told);
  await expect(dataOf(issuanceApi.POST("/api/v1/session", { body: { key: "k" } }))).rejects.toBeInstanceOf(ApiError);
  expect(told).not.toHaveBeenCalled();
  await expect(dataOf(issuanceApi.GET("/api/v1/credentials", {}))).rejects.toBeInstanceOf(ApiError);
  expect(told).toHaveBeenCalledOnce();
  stop();
  await expect(dataOf(issuanceApi.GET("/api/v1/credentials", {}))).rejects.toBeInstanceOf(ApiError);
  expect(told).toHaveBeenCalledOnce();
});
