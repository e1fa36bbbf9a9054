import { FakeEventSource } from "@kubecredential/shared/testing";
import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test } from "vitest";
import { healthy, queues, quietService, renderAt, signedInAs, startServer } from "../testing";

const server = startServer();
beforeEach(() => server.use(...quietService));

const degradedBy = (name: string) => ({
  ...healthy,
  status: "degraded",
  checks: { ...healthy.checks, [name]: { status: "Unhealthy", description: "no connection" } },
});

test("says that issuing continues while Redis is unavailable", async () => {
  server.use(http.get("*/health", () => HttpResponse.json(degradedBy("redis"))));
  renderAt("/");
  expect(
    await screen.findByText(
      "Delivery is delayed. You can still issue credentials; they become verifiable as soon as delivery resumes.",
    ),
  ).toBeInTheDocument();
});

test("names another cause instead of blaming Redis", async () => {
  server.use(http.get("*/health", () => HttpResponse.json(degradedBy("outbox"))));
  renderAt("/");
  expect(await screen.findByText(/outbox: no connection/)).toBeInTheDocument();
  expect(screen.queryByText(/Delivery is delayed/)).not.toBeInTheDocument();
});

test.each([
  ["delayed", "Delivery is delayed"],
  ["stalled", "Delivery has stalled"],
] as const)("says that delivery is %s, by the stream and by the check's own words", async (status, title) => {
  const checks = { ...healthy.checks, delivery: { status: "Degraded", description: `Delivery is ${status}.` } };
  server.use(http.get("*/health", () => HttpResponse.json({ ...healthy, status: "degraded", checks })));
  renderAt("/");
  expect(await screen.findByText(title)).toBeInTheDocument();
  act(() => FakeEventSource.latest.send("queues", queues({ status, oldestUndeliveredSeconds: 200 })));
  expect(await screen.findByText("The oldest undelivered event has been waiting for 3 minutes.")).toBeInTheDocument();
  expect(screen.getByText(title)).toBeInTheDocument();
});

test("tells a registrar what held-up delivery means, not what an operator should do", async () => {
  const checks = { ...healthy.checks, delivery: { status: "Degraded", description: "Delivery is delayed." } };
  server.use(
    signedInAs({ roles: ["issuer"] }),
    http.get("*/health", () => HttpResponse.json({ ...healthy, status: "degraded", checks })),
  );
  renderAt("/");
  expect(await screen.findByText("Delivery is delayed")).toBeInTheDocument();
  expect(screen.getByText(/They can be verified once they are delivered/)).toBeInTheDocument();
  expect(screen.queryByText(/issuance service's log/)).not.toBeInTheDocument();
});

test("warns when the service reports 503 because it cannot issue", async () => {
  server.use(
    http.get("*/health", () => HttpResponse.json({ ...degradedBy("database"), status: "unhealthy" }, { status: 503 })),
  );
  renderAt("/");
  expect(await screen.findByRole("alert")).toHaveTextContent("Credentials cannot be issued right now");
});

test("an unavailable service can be retried and recovers", async () => {
  let away = true;
  server.use(http.get("*/health", () => (away ? new HttpResponse("", { status: 500 }) : HttpResponse.json(healthy))));
  renderAt("/");
  expect(await screen.findByRole("alert")).toHaveTextContent("The service is unavailable");
  away = false;
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  await expect.poll(() => screen.queryByRole("alert")).toBeNull();
});
