import type { DeliveryState } from "@kubecredential/shared";
import { axeViolations, credential, delivery, problem, startServer } from "@kubecredential/shared/testing";
import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test } from "vitest";
import { quietService, renderAt } from "../testing";

const server = startServer();
beforeEach(() => server.use(...quietService));

const id = (number: number) => `0199c0de-0000-7000-8000-${String(number).padStart(12, "0")}`;
const item = (number: number, state: DeliveryState = "confirmed") => ({
  credential: credential({ id: id(number), holderName: `Holder ${number}` }),
  delivery: delivery(state),
  traceId: null,
});

test("lists what was issued with its state, and loads the next page behind the first", async () => {
  const cursors: (string | null)[] = [];
  server.use(
    http.get("*/api/v1/credentials", ({ request }) => {
      const cursor = new URL(request.url).searchParams.get("cursor");
      cursors.push(cursor);
      return HttpResponse.json(
        cursor === null
          ? { items: [item(4), item(3, "retrying")], nextCursor: "page 2" }
          : { items: [item(2), item(1, "dead")], nextCursor: null },
      );
    }),
  );
  renderAt("/credentials");
  const table = await screen.findByRole("table", { name: "Credentials" });
  const row = (name: string) => within(table).getByRole("row", { name: new RegExp(name) });
  expect(within(row("Holder 4")).getByText("Verifiable")).toBeInTheDocument();
  expect(within(row("Holder 3")).getByText("Retrying…")).toBeInTheDocument();
  expect(within(table).queryByText("Holder 2")).not.toBeInTheDocument();
  expect(screen.getByText("The newest 2 credentials")).toBeInTheDocument();

  await userEvent.click(screen.getByRole("button", { name: "Load more" }));
  expect(
    within(await within(table).findByRole("row", { name: /Holder 1/ })).getByText("Delivery failed"),
  ).toBeInTheDocument();
  expect(
    within(table)
      .getAllByRole("link")
      .map((link) => link.textContent),
  ).toEqual(["Holder 4", "Holder 3", "Holder 2", "Holder 1"]);
  expect(cursors).toContain("page 2");
  expect(screen.getByText("All 4 credentials")).toBeInTheDocument();
  expect(screen.queryByRole("button", { name: "Load more" })).not.toBeInTheDocument();
  expect(await axeViolations()).toEqual([]);
});

test("shows what was issued since when refreshed", async () => {
  let items = [item(1, "pending")];
  server.use(http.get("*/api/v1/credentials", () => HttpResponse.json({ items, nextCursor: null })));
  renderAt("/credentials");
  expect(await screen.findByText("Waiting to be sent")).toBeInTheDocument();
  items = [item(2), item(1)];
  await userEvent.click(screen.getByRole("button", { name: "Refresh" }));
  expect(await screen.findByText("Holder 2")).toBeInTheDocument();
  expect(screen.getAllByText("Verifiable")).toHaveLength(2);
});

test("an empty list leads to the form", async () => {
  renderAt("/credentials");
  await userEvent.click(await screen.findByRole("link", { name: "Issue a credential" }));
  expect(await screen.findByRole("button", { name: "Issue credential" })).toBeInTheDocument();
});

test("a list that cannot be loaded can be tried again", async () => {
  let away = true;
  server.use(
    http.get("*/api/v1/credentials", () =>
      away ? new HttpResponse("", { status: 502 }) : HttpResponse.json({ items: [item(1)], nextCursor: null }),
    ),
  );
  server.use(http.get("*/health", () => new HttpResponse("", { status: 502 })));
  renderAt("/credentials");
  const alert = await screen.findByRole("alert");
  expect(alert).toHaveTextContent("The service cannot be reached");
  away = false;
  await userEvent.click(within(alert).getByRole("button", { name: "Try again" }));
  expect(await screen.findByText("Holder 1")).toBeInTheDocument();
  expect(screen.queryByRole("alert")).not.toBeInTheDocument();
});

test("a deep link shows the credential and each step of its delivery", async () => {
  server.use(
    http.get(`*/api/v1/credentials/${id(7)}`, () => HttpResponse.json(item(7).credential)),
    http.get(`*/api/v1/credentials/${id(7)}/delivery`, () => HttpResponse.json(delivery("published"))),
  );
  renderAt(`/credentials/${id(7)}`);
  expect(await screen.findByRole("heading", { level: 1, name: "Holder 7" })).toBeInTheDocument();
  const section = screen.getByRole("region", { name: "Delivery" });
  expect(await within(section).findByText("Syncing to verifier…")).toBeInTheDocument();
  expect(within(section).getByText("Sent to the verifier")).toBeInTheDocument();
  expect(within(section).getAllByText("Not yet")).toHaveLength(1);
  expect(await axeViolations()).toEqual([]);
});

test("an unknown id says so instead of failing", async () => {
  server.use(http.get("*/api/v1/credentials/:id", () => problem(404, { title: "Not Found" })));
  renderAt("/credentials/nope");
  expect(await screen.findByText("This credential is not known")).toBeInTheDocument();
});

test("going to another page moves the focus there", async () => {
  renderAt("/credentials");
  await userEvent.click(await screen.findByRole("link", { name: "Issue" }));
  expect(await screen.findByRole("heading", { level: 1, name: "Issue a credential" })).toBeInTheDocument();
  expect(screen.getByRole("main")).toHaveFocus();
});

test("an unknown path leads home", async () => {
  renderAt("/nowhere");
  expect(await screen.findByText("There is no such page")).toBeInTheDocument();
  expect(screen.getByRole("link", { name: "Go to the start page" })).toHaveAttribute("href", "/");
});
