import type { DeliveryState, HistoryItem } from "@kubecredential/shared";
import { axeViolations, credential, delivery, FakeEventSource, problem, status } from "@kubecredential/shared/testing";
import { act, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test, vi } from "vitest";
import { counts, history, queues, quietService, renderAt, startServer } from "../testing";

const server = startServer();
beforeEach(() => server.use(...quietService));

const id = (number: number) => `0199c0de-0000-7000-8000-${String(number).padStart(12, "0")}`;
const item = (number: number, state: DeliveryState = "confirmed") => ({
  credential: credential({ id: id(number), holderName: `Holder ${number}` }),
  delivery: delivery(state),
  traceId: null,
});

test("lists credentials with their state, and appends the next page", async () => {
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
  expect(screen.getByText("2 credentials shown")).toBeInTheDocument();

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
  expect(screen.getByText("4 credentials shown. That is all.")).toBeInTheDocument();
  expect(screen.queryByRole("button", { name: "Load more" })).not.toBeInTheDocument();
  expect(await axeViolations()).toEqual([]);
});

test("shows new credentials after a refresh", async () => {
  let items = [item(1, "pending")];
  server.use(http.get("*/api/v1/credentials", () => HttpResponse.json({ items, nextCursor: null })));
  renderAt("/credentials");
  expect(await within(await screen.findByRole("table")).findByText("Delivering…")).toBeInTheDocument();
  items = [item(2), item(1)];
  await userEvent.click(screen.getByRole("button", { name: "Refresh" }));
  expect(await screen.findByText("Holder 2")).toBeInTheDocument();
  expect(within(screen.getByRole("table")).getAllByText("Verifiable")).toHaveLength(2);
});

test("an empty list leads to the form", async () => {
  renderAt("/credentials");
  await userEvent.click(await screen.findByRole("link", { name: "Issue a credential" }));
  expect(await screen.findByRole("button", { name: "Issue credential" })).toBeInTheDocument();
});

test("a list that failed to load can be retried", async () => {
  let away = true;
  server.use(
    http.get("*/api/v1/credentials", () =>
      away ? new HttpResponse("", { status: 502 }) : HttpResponse.json({ items: [item(1)], nextCursor: null }),
    ),
  );
  server.use(http.get("*/health", () => new HttpResponse("", { status: 502 })));
  renderAt("/credentials");
  const alert = await screen.findByRole("alert");
  expect(alert).toHaveTextContent("The service is unavailable");
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
  const section = screen.getByRole("region", { name: "History" });
  expect(await within(section).findByText("Delivering…")).toBeInTheDocument();
  expect(within(section).getByText("Sent to the verifier")).toBeInTheDocument();
  expect(within(section).getAllByText("Not yet")).toHaveLength(1);
  expect(await axeViolations()).toEqual([]);
});

test("a search is sent to the service, kept in the URL, and can be cleared", async () => {
  const asked: string[] = [];
  server.use(
    http.get("*/api/v1/credentials", ({ request }) => {
      const { searchParams } = new URL(request.url);
      searchParams.delete("limit");
      asked.push(String(searchParams));
      return HttpResponse.json({ items: searchParams.has("q") ? [] : [item(1)], nextCursor: null });
    }),
  );
  const router = renderAt("/credentials?state=confirmed");
  expect(await screen.findByText("Holder 1")).toBeInTheDocument();
  expect(screen.getByRole("combobox", { name: "Delivery" })).toHaveValue("confirmed");
  await userEvent.type(screen.getByRole("searchbox", { name: "Search" }), "Ada L");
  expect(await screen.findByText("No matches")).toBeInTheDocument();
  expect(router.state.location.search).toEqual({ state: "confirmed", q: "Ada L" });
  expect(asked).toEqual(["state=confirmed", "state=confirmed&q=Ada+L"]);
  expect(await axeViolations()).toEqual([]);

  await userEvent.click(within(screen.getByRole("search")).getByRole("button", { name: "Clear search" }));
  expect(await screen.findByText("Holder 1")).toBeInTheDocument();
  expect(screen.getByRole("searchbox", { name: "Search" })).toHaveValue("");
  expect(router.state.location.search).toEqual({});
});

test("an incomplete ID is not searched for, and says so", async () => {
  const asked: (string | null)[] = [];
  server.use(
    http.get("*/api/v1/credentials", ({ request }) => {
      asked.push(new URL(request.url).searchParams.get("id"));
      return HttpResponse.json({ items: [item(1)], nextCursor: null });
    }),
  );
  renderAt("/credentials");
  await screen.findByText("Holder 1");
  const box = screen.getByRole("searchbox", { name: "Search" });
  await userEvent.type(box, "0199c0de-00");
  expect(await screen.findByText(/enter the complete ID/)).toBeInTheDocument();
  await userEvent.clear(box);
  await userEvent.click(box);
  await userEvent.paste(id(1));
  await expect.poll(() => asked.at(-1)).toBe(id(1));
  expect(asked.slice(0, -1).every((value) => value === null)).toBe(true);
});

test("new credentials are counted and shown on request; states update live", async () => {
  let items = [item(1, "published")];
  server.use(http.get("*/api/v1/credentials", () => HttpResponse.json({ items, nextCursor: null })));
  renderAt("/credentials");
  const table = await screen.findByRole("table");
  expect(await within(table).findByText("Delivering…")).toBeInTheDocument();
  await expect.poll(() => FakeEventSource.latest.url).toContain(id(1));
  act(() => FakeEventSource.latest.send("hello"));
  act(() => FakeEventSource.latest.send("delivery", { credentialId: id(1), delivery: delivery("confirmed") }));
  expect(await within(table).findByText("Verifiable")).toBeInTheDocument();
  items = [item(3), item(2), item(1)];
  act(() => FakeEventSource.latest.send("queues", queues({ newestCredentialId: id(3) })));
  const notice = await screen.findByRole("button", { name: "Show 2 new credentials" });
  expect(within(table).queryByText("Holder 3")).not.toBeInTheDocument();
  await userEvent.click(notice);
  expect(await within(table).findByText("Holder 3")).toBeInTheDocument();
  expect(screen.queryByRole("button", { name: "Show 2 new credentials" })).not.toBeInTheDocument();
});

test("an erasure by someone else takes the name off the list", async () => {
  server.use(http.get("*/api/v1/credentials", () => HttpResponse.json({ items: [item(1)], nextCursor: null })));
  renderAt("/credentials");
  await screen.findByText("Holder 1");
  await expect.poll(() => FakeEventSource.latest.url).toContain(id(1));
  act(() => FakeEventSource.latest.send("hello"));
  act(() =>
    FakeEventSource.latest.send("delivery", {
      credentialId: id(1),
      delivery: delivery("published"),
      status: status("erased"),
      version: 2,
    }),
  );
  expect(await screen.findByRole("link", { name: "Erased credential" })).toBeInTheDocument();
  expect(document.body).not.toHaveTextContent("Holder 1");
  expect(screen.getByText("Erased", { selector: ".mantine-Badge-label" })).toBeInTheDocument();
});

test("the next page loads when the end is scrolled into view", async () => {
  let reach = () => {};
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      constructor(callback: (entries: { isIntersecting: boolean }[]) => void) {
        reach = () => callback([{ isIntersecting: true }]);
      }
      observe() {}
      disconnect() {}
    },
  );
  server.use(
    http.get("*/api/v1/credentials", ({ request }) =>
      HttpResponse.json(
        new URL(request.url).searchParams.has("cursor")
          ? { items: [item(1)], nextCursor: null }
          : { items: [item(2)], nextCursor: "next" },
      ),
    ),
  );
  renderAt("/credentials");
  await screen.findByText("Holder 2");
  act(() => reach());
  expect(await screen.findByText("Holder 1")).toBeInTheDocument();
  vi.unstubAllGlobals();
});

test("the timeline shows every step, with attempts, trace and verifications", async () => {
  globalThis.kubeCredentialConfig = { traceUrl: "http://dash/traces/{traceId}" };
  const at = (second: number) => `2026-05-04T10:00:0${second}Z`;
  const event = (action: string, second: number, more: Partial<HistoryItem> = {}): HistoryItem => ({
    at: at(second),
    service: "issuance",
    action,
    outcome: "done",
    attempt: null,
    workerId: "worker-a",
    actor: "system",
    correlationId: null,
    traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
    detail: null,
    ...more,
  });
  server.use(
    http.get(`*/api/v1/credentials/${id(7)}`, () => HttpResponse.json(item(7).credential)),
    http.get(`*/api/v1/credentials/${id(7)}/delivery`, () => HttpResponse.json(delivery("confirmed"))),
    http.get(`*/api/v1/credentials/${id(7)}/history`, () =>
      HttpResponse.json(
        history(id(7), {
          items: [
            event("credential.issued", 0),
            event("event.retried", 1, { attempt: 1, detail: "RedisConnectionException" }),
            event("event.published", 2),
            event("event.applied", 3, { service: "verification", workerId: "worker-v" }),
            event("event.confirmed", 4),
            event("credential.verified", 5),
          ],
          verifications: counts({ total: 3, valid: 2, different: 1, lastAt: at(5) }),
        }),
      ),
    ),
  );
  renderAt(`/credentials/${id(7)}`);
  const section = await screen.findByRole("region", { name: "History" });
  expect(await within(section).findByText("Attempt 1 failed")).toBeInTheDocument();
  expect(within(section).getByText("RedisConnectionException")).toBeInTheDocument();
  for (const step of ["Issued", "Queued for delivery", "Sent to the verifier", "Received by the verifier"]) {
    expect(within(section).getByText(step)).toBeInTheDocument();
  }
  expect(within(section).getByText("Verified 3 times")).toBeInTheDocument();
  expect(within(section).getByText("2 valid, 1 with different content")).toBeInTheDocument();
  expect(within(section).queryByText("Not yet")).not.toBeInTheDocument();
  expect(within(section).getAllByRole("link", { name: "Open trace" })[0]).toHaveAttribute(
    "href",
    "http://dash/traces/4bf92f3577b34da6a3ce929d0e0e4736",
  );
  expect(await axeViolations()).toEqual([]);
  globalThis.kubeCredentialConfig = undefined;
});

test("while retrying, the timeline names the next attempt; without the history, it follows the delivery state", async () => {
  server.use(
    http.get(`*/api/v1/credentials/${id(7)}`, () => HttpResponse.json(item(7).credential)),
    http.get(`*/api/v1/credentials/${id(7)}/delivery`, () => HttpResponse.json(delivery("retrying", { attempts: 2 }))),
    http.get(`*/api/v1/credentials/${id(7)}/history`, () => problem(503, { title: "Away" })),
  );
  renderAt(`/credentials/${id(7)}`);
  const section = await screen.findByRole("region", { name: "History" });
  expect(await within(section).findByText("Attempt 3 scheduled")).toBeInTheDocument();
  expect(await within(section).findByText(/full history is unavailable/)).toBeInTheDocument();
  expect(within(section).getAllByText("Not yet")).toHaveLength(2);
});

test("an unknown ID is not found instead of failing", async () => {
  server.use(http.get("*/api/v1/credentials/:id", () => problem(404, { title: "Not Found" })));
  renderAt("/credentials/nope");
  expect(await screen.findByText("Credential not found")).toBeInTheDocument();
});

test("going to another page moves the focus there", async () => {
  renderAt("/credentials");
  await userEvent.click(await screen.findByRole("link", { name: "Issue" }));
  expect(await screen.findByRole("heading", { level: 1, name: "Issue a credential" })).toBeInTheDocument();
  expect(screen.getByRole("main")).toHaveFocus();
});

test("an unknown path leads home", async () => {
  renderAt("/nowhere");
  expect(await screen.findByText("Page not found")).toBeInTheDocument();
  expect(screen.getByRole("link", { name: "Go to the start page" })).toHaveAttribute("href", "/");
});

test.each(["12345678901234567891", "1.10", "true", "null"])(
  "?q=%s in a link is a search for that text",
  async (text) => {
    const asked: (string | null)[] = [];
    server.use(
      http.get("*/api/v1/credentials", ({ request }) => {
        asked.push(new URL(request.url).searchParams.get("q"));
        return HttpResponse.json({ items: [], nextCursor: null });
      }),
    );
    renderAt(`/credentials?q=${text}`);
    expect(await screen.findByText("No matches")).toBeInTheDocument();
    expect(asked[0]).toBe(text);
    expect(screen.getByRole("searchbox", { name: "Search" })).toHaveValue(text);
  },
);

test("the service's error for a filter is shown at the filter", async () => {
  server.use(
    http.get("*/api/v1/credentials", () =>
      problem(400, { title: "Bad", errors: { q: ["The holder must not turn the text around it."] } }),
    ),
  );
  renderAt("/credentials?q=x");
  expect(await screen.findByText("The holder must not turn the text around it.")).toBeInTheDocument();
  expect(screen.getByRole("searchbox", { name: "Search" })).toBeInvalid();
});

test("a search accepts 200 characters, however many UTF-16 units they are", async () => {
  renderAt("/credentials");
  const holder = await screen.findByRole("searchbox", { name: "Search" });
  await userEvent.click(holder);
  await userEvent.paste("😀".repeat(201));
  expect(holder).toHaveValue("😀".repeat(200));
});

test("discarded is a state of its own: in the list, as a filter, and on the credential's page", async () => {
  const asked: (string | null)[] = [];
  server.use(
    http.get("*/api/v1/credentials", ({ request }) => {
      asked.push(new URL(request.url).searchParams.get("state"));
      return HttpResponse.json({ items: [item(2, "dead"), item(1, "discarded")], nextCursor: null });
    }),
    http.get(`*/api/v1/credentials/${id(1)}`, () => HttpResponse.json(item(1).credential)),
    http.get("*/api/v1/credentials/:id/history", () => problem(503, {})),
    http.get("*/api/v1/credentials/:id/delivery", () =>
      HttpResponse.json(delivery("discarded", { deadAt: "2026-05-04T10:10:00Z", lastError: "Unreadable" })),
    ),
  );
  const router = renderAt("/credentials?state=discarded");
  const table = await screen.findByRole("table", { name: "Credentials" });
  expect(within(within(table).getByRole("row", { name: /Holder 1/ })).getByText("Discarded")).toBeInTheDocument();
  expect(within(within(table).getByRole("row", { name: /Holder 2/ })).getByText("Delivery failed")).toBeInTheDocument();
  expect(asked[0]).toBe("discarded");
  expect(screen.getByRole("combobox", { name: "Delivery" })).toHaveDisplayValue("Discarded");

  await act(() => router.navigate({ to: "/credentials/$id", params: { id: id(1) } }));
  const timeline = await screen.findByRole("region", { name: "History" });
  expect(await within(timeline).findByText("Discarded")).toBeInTheDocument();
  expect(await within(timeline).findByText("Discarded by an operator")).toBeInTheDocument();
  expect(within(timeline).getByText("Delivery failed")).toBeInTheDocument();
  expect(within(timeline).queryByText("Not yet")).not.toBeInTheDocument();
});

test("names from outside are isolated in the list and in the page's title", async () => {
  const turning = credential({
    id: id(1),
    holderName: "\u202Eholder",
    credentialType: "\u202Etype",
    issuerName: "\u202Eissuer",
  });
  server.use(
    http.get("*/api/v1/credentials", () =>
      HttpResponse.json({ items: [{ ...item(1), credential: turning }], nextCursor: null }),
    ),
    http.get(`*/api/v1/credentials/${id(1)}`, () => HttpResponse.json(turning)),
  );
  const router = renderAt("/credentials");
  for (const text of ["\u202Eholder", "\u202Etype", "\u202Eissuer"]) {
    expect((await screen.findByText(text)).tagName).toBe("BDI");
  }
  await act(() => router.navigate({ to: "/credentials/$id", params: { id: id(1) } }));
  await vi.waitFor(() => expect(document.title).toBe("\u2068\uFFFDholder\u2069 · KubeCredential Issuance"));
});
