import type { FailedEvent } from "@kubecredential/shared";
import { axeViolations, credential, FakeEventSource, problem } from "@kubecredential/shared/testing";
import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, test } from "vitest";
import { healthy, queues, quietService, renderAt, startServer } from "../testing";

const server = startServer();
const at = "2026-05-04T10:00:00Z";
const closed = { state: "closed", nextProbeAt: null, lastError: null, lastErrorAt: null };
const id = (number: number) => `0199c0de-0000-7000-8000-${String(number).padStart(12, "0")}`;
let dead: FailedEvent[];
let orders: unknown[];

const failed = (number: number, overrides: Partial<FailedEvent> = {}): FailedEvent => ({
  id: id(number),
  eventType: "CredentialIssued",
  credentialId: id(number),
  reason: `Reason ${number}`,
  attempts: 5,
  firstFailedAt: at,
  lastFailedAt: at,
  nextAttemptAt: null,
  traceParent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
  payload: { holderName: `Payload ${number}` },
  givenUpBy: "relay",
  ...overrides,
});

const isFound = (event: FailedEvent, { q, cause }: { q?: string | null; cause?: string | null }) =>
  (cause == null || event.reason === cause) && (!q || JSON.stringify(event).includes(q));
const causesOf = (events: FailedEvent[], q: string | null) => {
  const names = [...new Set(events.map(({ reason }) => reason ?? ""))];
  const items = names
    .map((cause) => ({ cause, count: events.filter((one) => isFound(one, { q, cause })).length, newest: at }))
    .sort((a, b) => b.count - a.count);
  return HttpResponse.json({ items, counted: events.length, isComplete: true });
};
const page = (items: FailedEvent[]) => HttpResponse.json({ items, nextCursor: null });
const issuerStats = (overrides: object = {}) => ({
  status: "healthy",
  pendingSize: 3,
  retryQueueSize: 1,
  unconfirmedSize: 2,
  deadLetterSize: dead.length,
  oldestPendingAgeSeconds: 12,
  oldestUndeliveredAgeSeconds: 12,
  lastProgressAt: at,
  nextRetryAt: null,
  stream: null,
  groups: [
    {
      name: "archive",
      required: false,
      lag: 10_000,
      lagIsExact: false,
      pending: 0,
      consumers: 0,
      retryQueueSize: 4,
      deadLetterSize: 5,
      confirmed: 7,
      deadLettered: 5,
      lastSeenAt: null,
    },
    {
      name: "verification",
      required: true,
      lag: 0,
      lagIsExact: true,
      pending: 0,
      consumers: 2,
      retryQueueSize: 0,
      deadLetterSize: 0,
      confirmed: 12_345,
      deadLettered: 0,
      lastSeenAt: at,
    },
  ],
  circuitBreaker: closed,
  workerId: "worker-a",
  timestamp: at,
  ...overrides,
});
const points = Array.from({ length: 60 }, (_, minute) => ({
  at: new Date(Date.UTC(2026, 4, 4, 9, minute)).toISOString(),
  issued: minute === 59 ? 7 : 0,
  delivered: minute === 59 ? 5 : 0,
  lag: minute === 59 ? { p50Ms: 1_500, p95Ms: 2_100, p99Ms: 2_400, maxMs: 2_500 } : null,
}));
const timeline = (total: object) => ({ from: at, to: at, stepSeconds: 60, points, workerId: "worker-a", ...total });

beforeEach(() => {
  dead = [failed(1), failed(2), failed(3)];
  orders = [];
  const order = async ({ request }: { request: Request }) => {
    const url = new URL(request.url);
    const text = await request.text();
    orders.push([
      request.method,
      url.pathname,
      { ...Object.fromEntries(url.searchParams), ...(text && JSON.parse(text)) },
    ]);
  };
  server.use(
    ...quietService,
    http.get("/verifier/admin/queue-stats", () =>
      HttpResponse.json({
        status: "healthy",
        retryQueueSize: 0,
        deadLetterSize: 0,
        nextRetryAt: null,
        stream: { length: 9, lag: 4, pending: 0, consumers: [] },
        circuitBreaker: closed,
        redisCircuitBreaker: closed,
        workerId: "worker-v",
        timestamp: at,
      }),
    ),
    http.get("/verifier/admin/metrics", () =>
      HttpResponse.json({
        workerId: "worker-v",
        events: {
          processedSuccess: 4_200,
          processedFailed: 0,
          duplicates: 0,
          retried: 0,
          deadLettered: 0,
          failedQueueSize: 0,
          isListening: true,
        },
        verification: { total: 77, valid: 70, expired: 5, unknown: 2 },
        timestamp: at,
      }),
    ),
    http.get("/verifier/admin/dead-letters", () => page([])),
    http.get("/verifier/admin/dead-letters/causes", () => causesOf([], null)),
    http.get("/verifier/admin/retry-queue", () => page([])),
    http.get("/admin/queue-stats", () => HttpResponse.json(issuerStats())),
    http.get("/admin/metrics", () =>
      HttpResponse.json({
        workerId: "worker-a",
        events: { published: 4_250, failed: 8, retried: 6, deadLettered: 3 },
        timestamp: at,
      }),
    ),
    http.get("/admin/timeline", ({ request }) =>
      HttpResponse.json(
        new URL(request.url).searchParams.get("range") === "7d"
          ? timeline({ issued: 0, delivered: 0, points: points.map((point) => ({ ...point, lag: null })), lag: null })
          : timeline({ issued: 7, delivered: 5, lag: { p50Ms: 1_500, p95Ms: 2_100, p99Ms: 2_400, maxMs: 2_500 } }),
      ),
    ),
    http.get("/admin/dead-letters", ({ request }) => {
      const query = new URL(request.url).searchParams;
      return page(dead.filter((one) => isFound(one, { q: query.get("q"), cause: query.get("cause") })));
    }),
    http.get("/admin/dead-letters/causes", ({ request }) => causesOf(dead, new URL(request.url).searchParams.get("q"))),
    http.get("/api/v1/credentials/:id", ({ params }) =>
      HttpResponse.json(credential({ id: String(params.id), holderName: "Payload 2" })),
    ),
    http.get("/admin/retry-queue", () => page([])),
    http.post("/admin/reprocess-failed", async (call) => {
      await order(call);
      const { ids, ...question } = (
        orders.at(-1) as [string, string, { ids?: string[]; q?: string; cause?: string }]
      )[2];
      const before = dead.length;
      dead = dead.filter((event) => (ids ? !ids.includes(event.id) : !isFound(event, question)));
      return HttpResponse.json({
        success: true,
        message: "…",
        reprocessedCount: before - dead.length,
        workerId: "w",
        timestamp: at,
      });
    }),
    http.delete("/admin/dead-letters/:id", async (call) => {
      await order(call);
      dead = dead.filter((event) => event.id !== call.params.id);
      return HttpResponse.json({ success: true, message: "…", id: String(call.params.id), workerId: "w" });
    }),
    http.post(/\/admin\/circuit-breaker$/, async (call) => {
      await order(call);
      return HttpResponse.json({ success: true, message: "…", circuitBreaker: closed, workerId: "w" });
    }),
  );
});

const table = () => screen.findByRole("table", { name: "Dead letters" });
const dialog = (name: string) => screen.findByRole("dialog", { name });
const click = async (name: string | RegExp, within_: HTMLElement = document.body) =>
  userEvent.click(await within(within_).findByRole("button", { name }));

describe("the overview", () => {
  test("shows counts, totals, the last hour and the breakers", async () => {
    renderAt("/operations");
    expect(await screen.findByText("oldest: 12 seconds")).toBeInTheDocument();
    expect(await screen.findByText("4 not read yet")).toBeInTheDocument();
    expect(await screen.findByText("4,250")).toBeInTheDocument();
    expect(await screen.findByText("7 issued")).toBeInTheDocument();
    expect(screen.getByText("5 delivered")).toBeInTheDocument();
    expect(screen.getByRole("img", { name: /within 2.4 s at most/ })).toBeInTheDocument();
    expect(
      screen.getByText(/^Half became verifiable within 1.5 s, 95% within 2.1 s and 99% within 2.4 s/),
    ).toBeVisible();
    expect(screen.getAllByText("Running")).toHaveLength(3);
    expect(await table()).toBeInTheDocument();
    expect(await axeViolations()).toEqual([]);

    await click("Show as table");
    const minutes = screen.getByRole("table", { name: "Delivery over time" });
    expect(within(minutes).getAllByRole("row")).toHaveLength(61);
    expect(within(minutes).getByRole("row", { name: /7 5 1.5 s 2.1 s 2.4 s 2.5 s$/ })).toBeInTheDocument();
    expect(await axeViolations()).toEqual([]);
  });

  test("the period of the charts is in the address, and stays when another queue is shown", async () => {
    const router = renderAt("/operations?queue=retry");
    await userEvent.click(await screen.findByRole("radio", { name: "7 days" }));
    expect(await screen.findByText("Nothing was delivered in the last 7 days.")).toBeVisible();
    expect(router.state.location.search).toEqual({ queue: "retry", range: "7d" });
    await userEvent.click(screen.getByRole("tab", { name: /^Verifier/ }));
    await waitFor(() =>
      expect(router.state.location.search).toEqual({ service: "verifier", queue: "retry", range: "7d" }),
    );
  });

  test.each([
    ["delayed", "Delivery is delayed", /If the waiting time keeps growing/],
    ["stalled", "Delivery has stalled", /Check that publishing is not stopped/],
  ])("%s delivery is reported with its age, its last progress and what to do", async (status, title, hint) => {
    dead = [];
    server.use(
      http.get("/admin/queue-stats", () =>
        HttpResponse.json(issuerStats({ status, oldestUndeliveredAgeSeconds: 197.4, lastProgressAt: at })),
      ),
    );
    renderAt("/operations");
    const line = await screen.findByText(title);
    const alert = line.closest("section");
    // What changes all the time is not announced again and again.
    expect(line.closest("[role=status]")).toHaveTextContent(new RegExp(`^${title}$`));
    expect(alert).toHaveTextContent("The oldest undelivered event has been waiting for 3 minutes.");
    expect(alert).toHaveTextContent(/Last progress: \S/);
    expect(alert).toHaveTextContent(hint);
    expect(await axeViolations()).toEqual([]);

    // The stream's later report wins.
    act(() =>
      FakeEventSource.latest.send(
        "queues",
        queues({ status: "healthy", timestamp: new Date(Date.now()).toISOString() }),
      ),
    );
    await waitFor(() => expect(screen.queryByText(title)).not.toBeInTheDocument());
  });

  test("the stream alone reports that delivery has stalled and nothing was ever delivered", async () => {
    renderAt("/operations");
    await screen.findAllByText("Running");
    const timestamp = new Date(Date.now()).toISOString();
    act(() =>
      FakeEventSource.latest.send("queues", queues({ status: "stalled", oldestUndeliveredSeconds: 45, timestamp })),
    );
    const alert = (await screen.findByText("Delivery has stalled")).closest("section");
    expect(alert).toHaveTextContent("waiting for 45 seconds.");
    expect(alert).toHaveTextContent("Nothing has been delivered since the service started.");
  });

  test("a stalled verifier is reported", async () => {
    server.use(
      http.get("/verifier/admin/queue-stats", () =>
        HttpResponse.json({
          status: "stalled",
          retryQueueSize: 0,
          deadLetterSize: 0,
          nextRetryAt: null,
          stream: { length: 9, lag: 9, pending: 0, consumers: [] },
          circuitBreaker: closed,
          redisCircuitBreaker: closed,
          workerId: "worker-v",
          timestamp: at,
        }),
      ),
    );
    renderAt("/operations");
    expect(await screen.findByText("The verifier has stalled")).toBeInTheDocument();
  });

  test("an open breaker counts down to its next test", async () => {
    renderAt("/operations");
    await screen.findAllByText("Running");
    const nextProbeAt = new Date(Date.now() + 5_000).toISOString();
    act(() =>
      FakeEventSource.latest.send(
        "queues",
        queues({ circuitBreaker: { state: "open", nextProbeAt, lastError: "Timeout", lastErrorAt: at } }),
      ),
    );
    const publishing = screen.getByRole("region", { name: "Publishing" });
    expect(await within(publishing).findByText(/^Next test in [45] seconds$/)).toBeInTheDocument();
    expect(await within(publishing).findByText(/^Next test in 3 seconds$/)).toBeInTheDocument();
    expect(within(publishing).getByText(/Timeout/)).toBeInTheDocument();
  });

  test("stopping asks for a reason and is sent to that service", async () => {
    renderAt("/operations");
    await click("Stop", await screen.findByRole("region", { name: "Consuming" }));
    const asked = await dialog("Stop consuming?");
    await click("Stop", asked);
    expect(within(asked).getByText("Enter a reason.")).toBeInTheDocument();
    expect(orders).toEqual([]);
    expect(await axeViolations()).toEqual([]);
    await userEvent.type(within(asked).getByRole("textbox", { name: /^Reason/ }), "Maintenance");
    await click("Stop", asked);
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
    expect(orders).toEqual([["POST", "/verifier/admin/circuit-breaker", { action: "isolate", reason: "Maintenance" }]]);
  });

  test("a reason may have 500 characters, and the service's error is shown at the field", async () => {
    server.use(
      http.post(/\/admin\/circuit-breaker$/, () =>
        problem(400, { title: "Bad", errors: { reason: ["The reason has to show something."] } }),
      ),
    );
    renderAt("/operations");
    await click("Stop", await screen.findByRole("region", { name: "Consuming" }));
    const asked = await dialog("Stop consuming?");
    const reason = within(asked).getByRole("textbox", { name: /^Reason/ });
    await userEvent.click(reason);
    await userEvent.paste("😀".repeat(501));
    await click("Stop", asked);
    expect(
      within(asked).getByText("This is 501 characters long. Shorten it to at most 500 characters."),
    ).toBeInTheDocument();
    await userEvent.clear(reason);
    await userEvent.paste("😀".repeat(500));
    await click("Stop", asked);
    expect(await within(asked).findByText("The reason has to show something.")).toBeInTheDocument();
    expect(reason).toBeInvalid();
  });

  test("a stopped breaker can be resumed", async () => {
    server.use(
      http.get("/admin/queue-stats", () =>
        HttpResponse.json(issuerStats({ circuitBreaker: { ...closed, state: "isolated" } })),
      ),
    );
    renderAt("/operations");
    const publishing = await screen.findByRole("region", { name: "Publishing" });
    expect(await within(publishing).findByText("Stopped")).toBeInTheDocument();
    await click("Resume", publishing);
    const asked = await dialog("Resume publishing?");
    await userEvent.type(within(asked).getByRole("textbox", { name: /^Reason/ }), "Done");
    await click("Resume", asked);
    await waitFor(() =>
      expect(orders).toEqual([["POST", "/admin/circuit-breaker", { action: "close", reason: "Done" }]]),
    );
  });
});

describe("the status line", () => {
  const line = () => screen.findByRole("region", { name: "Status" });
  const headline = async () => within(await line()).getByRole("status").textContent;

  test("says that all is well only if nothing below says otherwise", async () => {
    dead = [];
    const stats = issuerStats({ retryQueueSize: 0, groups: [] });
    server.use(http.get("/admin/queue-stats", () => HttpResponse.json(stats)));
    renderAt("/operations");
    await waitFor(async () => expect(await headline()).toBe("All is well"));
    expect(await axeViolations()).toEqual([]);
  });

  test("names the worst first, with the rest and what to do", async () => {
    renderAt("/operations");
    await waitFor(async () => expect(await headline()).toBe("3 events could not be delivered"));
    const status = await line();
    expect(status).toHaveTextContent("They are not retried automatically. Fix the cause, then reprocess them.");
    expect(status).toHaveTextContent(/Consumer group .archive.: 5 dead letters/);
    expect(status).toHaveTextContent("1 event is being retried");
    expect(screen.queryByText("All is well")).toBeNull();
    expect(await axeViolations()).toEqual([]);
  });

  test("says that a service does not answer, and what to do", async () => {
    server.use(http.get("/admin/queue-stats", () => HttpResponse.error()));
    renderAt("/operations");
    await waitFor(async () => expect(await headline()).toBe("The issuance service does not answer"));
    expect(within(await line()).getByRole("button", { name: "Try again" })).toBeVisible();
    expect(screen.getAllByText("currently unavailable")).toHaveLength(4);
  });

  test("does not say that all is well before the service has reported on itself", async () => {
    dead = [];
    server.use(
      http.get("/admin/queue-stats", () => HttpResponse.json(issuerStats({ retryQueueSize: 0, groups: [] }))),
      http.get("*/health", () => new Promise<never>(() => {})),
    );
    renderAt("/operations");
    expect(await screen.findAllByText("Running")).toHaveLength(3);
    expect(await headline()).toBe("Checking both services");
    expect(await axeViolations()).toEqual([]);
  });

  test("does not say that all is well if the service cannot report on itself", async () => {
    dead = [];
    let isAway = true;
    server.use(
      http.get("/admin/queue-stats", () => HttpResponse.json(issuerStats({ retryQueueSize: 0, groups: [] }))),
      http.get("*/health", () => (isAway ? HttpResponse.error() : HttpResponse.json(healthy))),
    );
    renderAt("/operations");
    await waitFor(async () => expect(await headline()).toBe("The issuance service does not answer"));
    isAway = false;
    await click("Try again", await line());
    await waitFor(async () => expect(await headline()).toBe("All is well"));
  });

  test("repeats what the service reports about itself, once", async () => {
    const checks = { mail: { status: "Degraded", description: "The mail server does not answer." } };
    server.use(http.get("*/health", () => HttpResponse.json({ ...healthy, status: "degraded", checks })));
    renderAt("/operations");
    expect(await screen.findByText("The issuance service reports a problem")).toBeInTheDocument();
    expect(screen.getAllByText(/The mail server does not answer/)).toHaveLength(1);
  });
});

test("a number leads to what it counts, and the numbers agree", async () => {
  const router = renderAt("/operations");
  expect(await screen.findByRole("tab", { name: "Issuer (4)" })).toBeInTheDocument();
  expect(screen.getByRole("radio", { name: "Dead letters (3)" })).toBeInTheDocument();
  expect(screen.getByRole("radio", { name: "Retry queue (1)" })).toBeInTheDocument();
  await userEvent.click(screen.getByRole("link", { name: "Verifier: retrying" }));
  await waitFor(() => expect(router.state.location.search).toEqual({ service: "verifier", queue: "retry" }));
  await waitFor(() => expect(screen.getByRole("region", { name: "Failed events" })).toHaveFocus());
  await userEvent.click(screen.getByRole("link", { name: "Dead letters" }));
  await waitFor(() => expect(router.state.location.search).toEqual({}));
  expect(screen.getByRole("link", { name: "Waiting to be sent" })).toHaveAttribute(
    "href",
    "/credentials?state=pending",
  );
});

describe("dead letters", () => {
  test("are grouped by cause, and reprocessed by it", async () => {
    dead = [failed(1, { reason: "Too large" }), failed(2, { reason: "Too large" }), failed(3)];
    renderAt("/operations");
    const causes = await screen.findByRole("list", { name: "Causes" });
    expect(within(causes).getAllByRole("listitem")[0]).toHaveTextContent(/^Too large2 events/);
    await click(/^Show these only: .Too large/);
    expect(await screen.findByText("2 of 3 events")).toBeInTheDocument();
    expect(within(await table()).getAllByRole("row")).toHaveLength(3);
    expect(screen.queryByRole("button", { name: /^Reprocess all/ })).toBeNull();
    expect(await axeViolations()).toEqual([]);
    await click(/^Reprocess these \(2\): .Too large/);
    await click("Reprocess", await dialog("Reprocess 2 events?"));
    await waitFor(() => expect(orders).toEqual([["POST", "/admin/reprocess-failed", { cause: "Too large" }]]));
    expect(await within(await table()).findByText("Reason 3")).toBeInTheDocument();
  });

  test("are searched, and what is not shown is not reprocessed", async () => {
    renderAt("/operations");
    await userEvent.click(within(await table()).getByRole("checkbox", { name: "Select all shown" }));
    await userEvent.type(screen.getByRole("searchbox", { name: "Search the dead letters" }), id(2).slice(-6));
    expect(await screen.findByText("1 of 3 events")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Reprocess selected (1)" })).toBeEnabled();
    await userEvent.type(screen.getByRole("searchbox"), "x");
    expect(await screen.findByText("Nothing found")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Reprocess selected (0)" })).toBeDisabled();
  });

  test("what a search finds is reprocessed at once, however much it is", async () => {
    renderAt("/operations");
    await table();
    await userEvent.type(screen.getByRole("searchbox"), id(2).slice(-6));
    await click("Reprocess what was found (1)");
    await click("Reprocess", await dialog("Reprocess 1 event?"));
    await waitFor(() => expect(orders).toEqual([["POST", "/admin/reprocess-failed", { q: id(2).slice(-6) }]]));
  });

  test("are listed although their causes cannot be counted, which is said", async () => {
    let answer = () => problem(500, { message: "Broken." });
    server.use(http.get("/admin/dead-letters/causes", () => answer()));
    renderAt("/operations");
    expect(within(await table()).getAllByRole("row")).toHaveLength(4);
    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent("Broken.");
    answer = () => causesOf(dead, null);
    await click("Try again", alert);
    expect(await screen.findByRole("list", { name: "Causes" })).toBeInTheDocument();
  });

  test("where a search has looked through a part only, it says so and goes on", async () => {
    server.use(
      http.get("/admin/dead-letters", ({ request }) => {
        const query = new URL(request.url).searchParams;
        if (!query.get("q")) return page(dead);
        return HttpResponse.json(
          query.get("cursor") === "on" ? { items: [failed(9)], nextCursor: null } : { items: [], nextCursor: "on" },
        );
      }),
      http.get("/admin/dead-letters/causes", () =>
        HttpResponse.json({
          items: [{ cause: "Reason 9", count: 1, newest: at }],
          counted: 100_000,
          isComplete: false,
        }),
      ),
    );
    renderAt("/operations");
    await table();
    expect(await screen.findByText(/^There are more: the most frequent causes/)).toBeInTheDocument();
    await userEvent.type(screen.getByRole("searchbox"), "nine");
    expect(await screen.findByText(/None of the newest dead letters matches/)).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: /^Reprocess what was found/ })).toBeNull(); // How many that would be is not known.
    await click("Load more");
    expect(await within(await table()).findByText("Reason 9")).toBeInTheDocument();
  });

  const changeAll = (events: FailedEvent[]) => {
    dead = events;
    act(() => FakeEventSource.latest.send("queues", queues({ dead: events.length })));
  };

  test("a cause's button reprocesses only what the search shows", async () => {
    dead = [failed(1, { reason: "Too large" }), failed(2, { reason: "Too large" }), failed(3)];
    renderAt("/operations");
    await table();
    await userEvent.type(screen.getByRole("searchbox"), id(2).slice(-6));
    expect(await screen.findByRole("button", { name: /^Reprocess these \(0\): .Reason 3/ })).toBeDisabled();
    await click(/^Reprocess these \(1\): .Too large/);
    await click("Reprocess", await dialog("Reprocess 1 event?"));
    await waitFor(() =>
      expect(orders).toEqual([["POST", "/admin/reprocess-failed", { q: "000002", cause: "Too large" }]]),
    );
    // What was searched for is done with, so the rest is shown again.
    await waitFor(() => expect(screen.getByRole("searchbox")).toHaveValue(""));
    expect(await within(await table()).findByText("Reason 3")).toBeInTheDocument();
  });

  test("a search can be taken back although all that was found has changed", async () => {
    renderAt("/operations");
    await table();
    await userEvent.type(screen.getByRole("searchbox"), id(2).slice(-6));
    expect(await screen.findByText("1 of 3 events")).toBeInTheDocument();
    changeAll([]);
    expect(await screen.findByText(/^1 row has changed/)).toBeInTheDocument();
    await waitFor(() => expect(screen.queryByRole("list", { name: "Causes" })).toBeNull());
    await userEvent.clear(screen.getByRole("searchbox"));
    expect(await screen.findByText("No dead letters")).toBeInTheDocument();
  });

  test("a search can be taken back although a single row is left", async () => {
    renderAt("/operations");
    await table();
    await userEvent.type(screen.getByRole("searchbox"), id(2).slice(-6));
    expect(await screen.findByText("1 of 3 events")).toBeInTheDocument();
    changeAll([failed(1)]);
    await click("Refresh");
    expect(await screen.findByText("Nothing found")).toBeInTheDocument();
    await userEvent.clear(screen.getByRole("searchbox"));
    expect(await within(await table()).findByText("Reason 1")).toBeInTheDocument();
  });

  test("a chosen cause that is gone hides nothing", async () => {
    renderAt("/operations");
    await table();
    await click(/^Show these only: .Reason 3/);
    await waitFor(() => expect(screen.getAllByRole("row")).toHaveLength(2));
    changeAll([failed(1), failed(2)]);
    expect(await screen.findByText("Reason 1", { selector: "td *" })).toBeInTheDocument();
    expect(within(await table()).getAllByRole("row")).toHaveLength(3);
  });

  test("never more are shown than are listed", async () => {
    server.use(http.get("/admin/queue-stats", () => HttpResponse.json(issuerStats({ deadLetterSize: 1 }))));
    renderAt("/operations");
    await table();
    changeAll([failed(1)]);
    expect(await screen.findByText(/^2 rows have changed/)).toBeInTheDocument();
    await userEvent.type(screen.getByRole("searchbox"), "00000000000");
    expect(await screen.findByText("1 of 1 events")).toBeInTheDocument();
  });

  test("what the issuer does not hold, and what cannot be read, is told apart", async () => {
    let answer = () => problem(404, { message: "Unknown." });
    server.use(http.get("/api/v1/credentials/:id", () => answer()));
    renderAt("/operations");
    const rows = await table();
    await click(`Details of ${id(1)}`, rows);
    expect(await screen.findByText("The issuer has no credential with this ID.")).toBeInTheDocument();
    answer = () => problem(500, { message: "Broken." });
    await click(`Details of ${id(2)}`, rows);
    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent("Broken.");
    answer = () => problem(404, { message: "Unknown." });
    await click("Try again", alert);
    await waitFor(() => expect(screen.getAllByText("The issuer has no credential with this ID.")).toHaveLength(2));
  });

  test("show reason, trace and payload", async () => {
    renderAt("/operations");
    const rows = await table();
    expect(within(rows).getByText("Reason 2")).toBeInTheDocument();
    await click(`Details of ${id(2)}`, rows);
    expect(screen.getByRole("region", { name: "Payload" })).toHaveTextContent('"holderName": "Payload 2"');
    expect(screen.getByText("4bf92f3577b3…")).toBeInTheDocument();
    expect(await axeViolations()).toEqual([]);
  });

  test("are compared with what the issuer holds", async () => {
    dead = [
      failed(1, { payload: { ...credential({ id: id(1), holderName: "Eve" }) } }),
      failed(2, { payload: { credential: { ...credential({ id: id(2), holderName: "Payload 2" }) } } }),
    ];
    renderAt("/operations");
    const rows = await table();
    await click(`Details of ${id(2)}`, rows);
    expect(await screen.findByText("Its content is what the issuer holds.")).toBeInTheDocument();
    await click(`Details of ${id(2)}`, rows);
    await click(`Details of ${id(1)}`, rows);
    const differences = await screen.findByRole("table", { name: "Its content differs from what the issuer holds" });
    expect(within(differences).getAllByRole("row")).toHaveLength(2);
    expect(within(differences).getByRole("row", { name: 'holderName "Payload 2" "Eve"' })).toBeInTheDocument();
    expect(await axeViolations()).toEqual([]);
  });

  test("a payload's numbers and names are shown unchanged and isolated", async () => {
    const text = '{"holderName":"\u202Eeve","student":12345678901234567891,"grade":1.10}';
    server.use(
      http.get("/admin/dead-letters", () => {
        const body = JSON.stringify({ items: [failed(2)], nextCursor: null });
        return new HttpResponse(body.replace(/"payload":\{[^}]*\}/, `"payload":${text}`), {
          headers: { "Content-Type": "application/json" },
        });
      }),
    );
    renderAt("/operations");
    await click(`Details of ${id(2)}`, await table());
    const payload = screen.getByRole("region", { name: "Payload" });
    expect(payload).toHaveTextContent('"student": 12345678901234567891');
    expect(payload).toHaveTextContent('"grade": 1.10');
    expect(within(payload).getByText('"\u202Eeve"').tagName).toBe("BDI");
  });

  test("one is reprocessed after a confirmation", async () => {
    renderAt("/operations");
    await click(`Reprocess ${id(2)}`, await table());
    const asked = await dialog("Reprocess 1 event?");
    expect(orders).toEqual([]);
    await click("Reprocess", asked);
    expect(await screen.findByText("1 event is being reprocessed.")).toBeInTheDocument();
    expect(orders).toEqual([["POST", "/admin/reprocess-failed", { ids: [id(2)] }]]);
    await waitFor(() => expect(screen.queryByText("Reason 2")).not.toBeInTheDocument());
  });

  test("the selected ones are reprocessed, and the confirmation counts them", async () => {
    renderAt("/operations");
    const rows = await table();
    expect(screen.getByRole("button", { name: "Reprocess selected (0)" })).toBeDisabled();
    await userEvent.click(within(rows).getByRole("checkbox", { name: "Select all shown" }));
    await userEvent.click(within(rows).getByRole("checkbox", { name: `Select ${id(3)}` }));
    await click("Reprocess selected (2)");
    await click("Reprocess", await dialog("Reprocess 2 events?"));
    await waitFor(() => expect(orders).toEqual([["POST", "/admin/reprocess-failed", { ids: [id(1), id(2)] }]]));
  });

  test("all are reprocessed without listing their IDs, and the empty list is green", async () => {
    renderAt("/operations");
    await table();
    await click("Reprocess all (3)");
    await click("Reprocess", await dialog("Reprocess 3 events?"));
    expect(await screen.findByText("No dead letters")).toBeInTheDocument();
    expect(screen.getByText("3 events are being reprocessed.")).toBeInTheDocument();
    expect(orders).toEqual([["POST", "/admin/reprocess-failed", {}]]);
    expect(await axeViolations()).toEqual([]);
  });

  test("discarding one asks for a reason", async () => {
    renderAt("/operations");
    await click(`Discard ${id(1)}`, await table());
    const asked = await dialog("Discard this dead letter?");
    await userEvent.type(within(asked).getByRole("textbox", { name: /^Reason/ }), "A test");
    await click("Discard", asked);
    expect(await screen.findByText("The dead letter was discarded.")).toBeInTheDocument();
    expect(orders).toEqual([["DELETE", `/admin/dead-letters/${id(1)}`, { reason: "A test" }]]);
  });

  test("rows changed since loading are greyed and cannot be selected until a refresh", async () => {
    renderAt("/operations");
    const rows = await table();
    await userEvent.click(within(rows).getByRole("checkbox", { name: `Select ${id(1)}` }));
    expect(screen.getByRole("button", { name: "Reprocess selected (1)" })).toBeEnabled();
    dead = [failed(4), failed(2, { attempts: 6 }), failed(3)];
    act(() => FakeEventSource.latest.send("queues", queues({ dead: 3 })));
    expect(await screen.findByText("2 rows have changed. 1 event has been added.")).toBeInTheDocument();
    expect(within(rows).getByText("Reason 1").closest("tr")).toHaveAttribute("data-changed", "true");
    expect(within(rows).getByText("Reason 3").closest("tr")).toHaveAttribute("data-changed", "false");
    expect(within(rows).getByRole("checkbox", { name: `Select ${id(1)}` })).toBeDisabled();
    expect(screen.getByRole("button", { name: "Reprocess selected (0)" })).toBeDisabled();
    await click("Refresh");
    expect(await within(rows).findByText("Reason 4")).toBeInTheDocument();
    expect(within(rows).queryByText("Reason 1")).not.toBeInTheDocument();
  });

  test("a rejected order is reported in its dialog", async () => {
    server.use(http.post("/admin/reprocess-failed", () => problem(400, { title: "Bad", message: "Not these." })));
    renderAt("/operations");
    await click(`Reprocess ${id(2)}`, await table());
    const asked = await dialog("Reprocess 1 event?");
    await click("Reprocess", asked);
    expect(await within(asked).findByRole("alert")).toHaveTextContent("Not these.");
  });
});

test("while Redis is unavailable, the page says so, the issuer's queues work and the verifier's explain why not", async () => {
  server.use(
    http.get("*/health", () =>
      HttpResponse.json({
        ...healthy,
        status: "degraded",
        checks: { redis: { status: "unhealthy", description: null } },
      }),
    ),
    http.get("/verifier/admin/queue-stats", () =>
      HttpResponse.json({
        status: "redis-away",
        retryQueueSize: null,
        deadLetterSize: null,
        nextRetryAt: null,
        stream: null,
        circuitBreaker: closed,
        redisCircuitBreaker: { ...closed, state: "open" },
        workerId: "worker-v",
        timestamp: at,
      }),
    ),
    http.get("/verifier/admin/dead-letters", () => problem(503, { title: "Redis is away" })),
  );
  const router = renderAt("/operations");
  expect(await table()).toBeInTheDocument();
  act(() => FakeEventSource.latest.send("hello"));
  act(() => FakeEventSource.latest.send("queues", queues({ redisConnected: false })));
  expect(await screen.findByText("Redis is unavailable")).toBeInTheDocument();
  expect(screen.getAllByText("currently unavailable")).toHaveLength(2);
  // Said once: the banner leaves it to the page.
  expect(screen.queryByText(/^Delivery is delayed/)).not.toBeInTheDocument();
  await userEvent.click(screen.getByRole("tab", { name: /^Verifier/ }));
  expect(await screen.findByText("Not available without Redis")).toBeInTheDocument();
  expect(router.state.location.search).toEqual({ service: "verifier" });
  expect(await axeViolations()).toEqual([]);
});

test("a deep link opens the verifier's retry queue", async () => {
  server.use(
    http.get("/verifier/admin/retry-queue", () =>
      page([
        failed(9, {
          id: "entry-1-0",
          credentialId: null,
          eventType: null,
          payload: undefined,
          text: "not json",
          nextAttemptAt: at,
          traceParent: null,
        }),
      ]),
    ),
  );
  renderAt("/operations?service=verifier&queue=retry");
  const rows = await screen.findByRole("table", { name: "Retry queue" });
  expect(within(rows).getByText("Unreadable")).toBeInTheDocument();
  expect(within(rows).queryByRole("checkbox")).not.toBeInTheDocument();
  await click("Details of entry-1-0", rows);
  expect(screen.getByRole("region", { name: "Payload" })).toHaveTextContent("not json");
});
