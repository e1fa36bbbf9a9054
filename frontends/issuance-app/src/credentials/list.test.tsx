import type { DeliveryState } from "@kubecredential/shared";
import { axeViolations, credential, delivery, problem, setupUser } from "@kubecredential/shared/testing";
import { screen, waitFor, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, test } from "vitest";
import { quietService, renderAt, startServer } from "../testing";
import { readColumns } from "./columns";
import { isPartOfId, readFilters, toQuery } from "./filters";

const server = startServer();
const id = (number: number) => `0199c0de-0000-7000-8000-${String(number).padStart(12, "0")}`;
const item = (number: number, state: DeliveryState = "confirmed") => ({
  credential: credential({ id: id(number), holderName: `Holder ${number}`, expiryDate: "2030-12-31" }),
  delivery: delivery(state),
  traceId: null,
  holderId: null,
});

let user: UserEvent;
let asked: string[];
let counted: string[];

beforeEach(() => {
  user = setupUser();
  asked = [];
  counted = [];
  server.use(...quietService);
  server.use(
    http.get("*/api/v1/credentials", ({ request }) => {
      const { searchParams } = new URL(request.url);
      searchParams.delete("limit");
      asked.push(String(searchParams));
      return HttpResponse.json({ items: [item(2), item(1)], nextCursor: null });
    }),
    http.get("*/api/v1/credentials/count", ({ request }) => {
      counted.push(String(new URL(request.url).searchParams));
      return HttpResponse.json({ count: 1_234, isExact: true, workerId: "a" });
    }),
  );
});

const heading = (name: string) => screen.getByRole("columnheader", { name });

describe("the search", () => {
  test("filters by type, issuer and days; all of it is in the address", async () => {
    const router = renderAt("/credentials");
    await screen.findByText("Holder 2");
    await user.click(screen.getByRole("button", { name: "Filters" }));
    await user.type(screen.getByLabelText("Type", { selector: "input" }), "Bach");
    await user.type(screen.getByLabelText("Issued from"), "2026-01-01");
    await user.type(screen.getByLabelText("Valid until, to"), "2030-12-31");
    await waitFor(() =>
      expect(router.state.location.search).toEqual({ type: "Bach", issuedFrom: "2026-01-01", expiresTo: "2030-12-31" }),
    );
    await waitFor(() =>
      expect(Object.fromEntries(new URLSearchParams(asked.at(-1)))).toEqual({
        type: "Bach",
        issuedFrom: "2026-01-01",
        expiresTo: "2030-12-31",
      }),
    );
    expect(screen.getByRole("button", { name: "Filters (3)" })).toHaveAttribute("aria-expanded", "true");
    expect(await axeViolations()).toEqual([]);
  });

  test("the batch of a link is a filter that can be removed", async () => {
    const router = renderAt(`/credentials?batch=${id(9)}`);
    expect(await screen.findByRole("link", { name: "Open the batch" })).toHaveAttribute("href", `/batches/${id(9)}`);
    expect(asked[0]).toBe(`batch=${id(9)}`);
    await user.click(screen.getByRole("button", { name: "Remove the batch filter" }));
    await waitFor(() => expect(router.state.location.search).toEqual({}));
  });

  test("counts what is found, and says when that is more than it counts", async () => {
    renderAt("/credentials?q=ada&sort=name");
    expect(await screen.findByText("1,234 credentials")).toBeVisible();
    expect(counted).toEqual(["q=ada"]);
    server.use(
      http.get("*/api/v1/credentials/count", () =>
        HttpResponse.json({ count: 100_000, isExact: false, workerId: "a" }),
      ),
    );
    await user.type(screen.getByRole("searchbox"), " x");
    expect(await screen.findByText("More than 100,000 credentials")).toBeVisible();
  });

  test("what the address says is read with suspicion", () => {
    expect(
      readFilters({ q: " ", status: "none", state: "dead", sort: "id", issuedFrom: "2026-02-30", batch: "x" }),
    ).toEqual({ state: "dead" });
    expect(readFilters({ holder: "Ada", sort: "-issued" })).toEqual({ q: "Ada" });
    expect(readFilters({ id: id(1) })).toEqual({ q: id(1) });
    expect(toQuery({ q: ` ${id(1)} `, sort: "name" })).toEqual({ id: id(1), sort: "name" });
    expect(toQuery({ q: " Ada  L " })).toEqual({ q: "Ada  L" });
    expect([isPartOfId("0199c0de-00"), isPartOfId(id(1)), isPartOfId("Ada-12")]).toEqual([true, false, false]);
    expect(readColumns(["status", "type", "other", "type"])).toEqual(["type", "status"]);
    expect(readColumns("type")).toBeUndefined();
  });
});

describe("the order", () => {
  test("headings sort, and say so", async () => {
    const router = renderAt("/credentials");
    await screen.findByText("Holder 2");
    expect(heading("Issued")).toHaveAttribute("aria-sort", "descending");
    expect(heading("Holder")).not.toHaveAttribute("aria-sort");
    await user.click(within(heading("Holder")).getByRole("button"));
    await waitFor(() => expect(asked.at(-1)).toBe("sort=name"));
    expect(heading("Holder")).toHaveAttribute("aria-sort", "ascending");
    await user.click(within(heading("Holder")).getByRole("button"));
    await waitFor(() => expect(asked.at(-1)).toBe("sort=-name"));
    await user.click(within(heading("Valid until")).getByRole("button"));
    await waitFor(() => expect(router.state.location.search).toEqual({ sort: "expiry" }));
    await user.click(within(heading("Issued")).getByRole("button"));
    await waitFor(() => expect(router.state.location.search).toEqual({}));
    expect(counted).toEqual([""]);
  });

  test("clearing the search keeps the order", async () => {
    const router = renderAt("/credentials?q=ada&sort=name");
    await user.click(await screen.findByRole("button", { name: "Clear search" }));
    await waitFor(() => expect(router.state.location.search).toEqual({ sort: "name" }));
  });
});

describe("columns", () => {
  test("are chosen, and the choice is remembered", async () => {
    renderAt("/credentials");
    await screen.findByText("Holder 2");
    await user.click(screen.getByRole("button", { name: "Columns" }));
    await user.click(await screen.findByRole("checkbox", { name: "Issuer" }));
    await user.click(screen.getByRole("checkbox", { name: "Credential ID" }));
    expect(await axeViolations()).toEqual([]);
    const names = () => screen.getAllByRole("columnheader").map((cell) => cell.textContent);
    expect(names()).toEqual([
      "",
      "Holder",
      "Type",
      "Issued",
      "Valid until",
      "Status",
      "Delivery",
      "Credential ID",
      "Trace ID",
    ]);
    expect(JSON.parse(localStorage.getItem("kubecredential.list.columns") ?? "")).toEqual([
      "type",
      "issued",
      "expiry",
      "status",
      "state",
      "id",
    ]);
    await user.click(screen.getByRole("button", { name: "Usual columns" }));
    expect(names()).toContain("Issuer");
    expect(localStorage.getItem("kubecredential.list.columns")).toBeNull();
  });

  test("a remembered choice holds on the next visit", async () => {
    localStorage.setItem("kubecredential.list.columns", '["validFrom"]');
    renderAt("/credentials");
    await screen.findByText("Holder 2");
    expect(screen.getAllByRole("columnheader").map((cell) => cell.textContent)).toEqual([
      "",
      "Holder",
      "Valid from",
      "Trace ID",
    ]);
  });
});

describe("the export", () => {
  test("has what is found, in its order", async () => {
    renderAt("/credentials?q=ada&status=active&sort=name");
    await screen.findByText("Holder 2");
    await user.click(screen.getByRole("button", { name: "Export" }));
    const link = await screen.findByRole<HTMLAnchorElement>("link", { name: /^CSV/ });
    expect(new URL(link.href).pathname).toBe("/api/v1/credentials/export");
    expect(Object.fromEntries(new URL(link.href).searchParams)).toEqual({
      format: "csv",
      q: "ada",
      status: "active",
      sort: "name",
    });
    expect(screen.getByRole("link", { name: /^NDJSON/ })).toHaveAttribute("download");
  });
});

describe("saved views", () => {
  test("keep a search with its order and columns, and bring it back", async () => {
    let views = [
      { name: "Revoked ones", query: "status=revoked&sort=name", columns: ["type"], created: "2026-05-04T10:00:00Z" },
    ];
    const saved: unknown[] = [];
    server.use(
      http.get("*/api/v1/credentials/views", () => HttpResponse.json({ items: views })),
      http.put("*/api/v1/credentials/views", async ({ request }) => {
        saved.push(await request.json());
        return HttpResponse.json(views[0]);
      }),
      http.delete("*/api/v1/credentials/views", ({ request }) => {
        views = views.filter((view) => view.name !== new URL(request.url).searchParams.get("name"));
        return new HttpResponse(null, { status: 204 });
      }),
    );
    const router = renderAt("/credentials?q=ada");
    await screen.findByText("Holder 2");
    await user.click(screen.getByRole("button", { name: "Saved views" }));
    await user.click(await screen.findByRole("button", { name: "Revoked ones" }));
    await waitFor(() => expect(router.state.location.search).toEqual({ status: "revoked", sort: "name" }));
    expect(screen.getAllByRole("columnheader")).toHaveLength(4);

    await user.click(screen.getByRole("button", { name: "Saved views" }));
    await user.click(await screen.findByRole("button", { name: "Save this view" }));
    const dialog = await screen.findByRole("dialog", { name: "Save this view" });
    await user.click(within(dialog).getByRole("button", { name: "Save this view" }));
    expect(within(dialog).getByText("Enter a name.")).toBeVisible();
    await user.type(within(dialog).getByRole("textbox", { name: "Name" }), "Mine");
    await user.click(within(dialog).getByRole("button", { name: "Save this view" }));
    await waitFor(() =>
      expect(saved).toEqual([{ name: "Mine", query: "status=revoked&sort=name", columns: ["type"] }]),
    );
    expect(await screen.findByText(/The view .Mine. is saved\./)).toBeInTheDocument();

    await user.click(screen.getByRole("button", { name: "Saved views" }));
    await user.click(await screen.findByRole("button", { name: /Remove the view .Revoked ones/ }));
    expect(await screen.findByText(/You have not saved any views/)).toBeVisible();
    expect(await axeViolations()).toEqual([]);
  });

  test("the service's refusal is shown in the dialog", async () => {
    server.use(
      http.put("*/api/v1/credentials/views", () =>
        problem(409, { detail: "You have saved 50 views; remove one first." }),
      ),
    );
    renderAt("/credentials");
    await screen.findByText("Holder 2");
    await user.click(screen.getByRole("button", { name: "Saved views" }));
    await user.click(await screen.findByRole("button", { name: "Save this view" }));
    const dialog = await screen.findByRole("dialog", { name: "Save this view" });
    await user.type(within(dialog).getByRole("textbox", { name: "Name" }), "Mine");
    await user.click(within(dialog).getByRole("button", { name: "Save this view" }));
    expect(await within(dialog).findByText("You have saved 50 views; remove one first.")).toBeVisible();
  });
});
