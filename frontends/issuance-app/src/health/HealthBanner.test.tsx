import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test } from "vitest";
import { healthy, quietService, renderAt, startServer } from "../testing";

const server = startServer();
beforeEach(() => server.use(...quietService));

const degradedBy = (name: string) => ({
  ...healthy,
  status: "degraded",
  checks: { ...healthy.checks, [name]: { status: "Unhealthy", description: "no connection" } },
});

test("says that issuing goes on while Redis is away", async () => {
  server.use(http.get("*/health", () => HttpResponse.json(degradedBy("redis"))));
  renderAt("/");
  expect(
    await screen.findByText("Redis is away: credentials can still be issued; they become verifiable when it returns."),
  ).toBeInTheDocument();
});

test("names another cause instead of blaming Redis", async () => {
  server.use(http.get("*/health", () => HttpResponse.json(degradedBy("outbox"))));
  renderAt("/");
  expect(await screen.findByText(/outbox: no connection/)).toBeInTheDocument();
  expect(screen.queryByText(/Redis is away/)).not.toBeInTheDocument();
});

test("warns when the service reports with 503 that it cannot issue", async () => {
  server.use(
    http.get("*/health", () => HttpResponse.json({ ...degradedBy("database"), status: "unhealthy" }, { status: 503 })),
  );
  renderAt("/");
  expect(await screen.findByRole("alert")).toHaveTextContent("Credentials cannot be issued right now");
});

test("a service that is away can be tried again and comes back", async () => {
  let away = true;
  server.use(http.get("*/health", () => (away ? new HttpResponse("", { status: 500 }) : HttpResponse.json(healthy))));
  renderAt("/");
  expect(await screen.findByRole("alert")).toHaveTextContent("The service cannot be reached");
  away = false;
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  await expect.poll(() => screen.queryByRole("alert")).toBeNull();
});
