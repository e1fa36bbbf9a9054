import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";
import { startServer } from "../testing";
import { dataOf, healthOf, issuanceApi } from "./client";
import { UnreachableError } from "./errors";

const server = startServer();
const report = { service: "issuance-service", status: "unhealthy", workerId: "w", timestamp: "2026-05-04T10:00:00Z" };

test("an id is data, whatever characters it has", async () => {
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

test("a network failure is told apart from an answer", async () => {
  server.use(http.get("*/api/v1/credentials", () => HttpResponse.error()));
  await expect(dataOf(issuanceApi.GET("/api/v1/credentials", {}))).rejects.toBeInstanceOf(UnreachableError);
});

test("an unhealthy report is read although it comes as 503", async () => {
  server.use(http.get("*/health", () => HttpResponse.json(report, { status: 503 })));
  expect(await healthOf(issuanceApi.GET("/health"))).toMatchObject({ status: "unhealthy" });
});
