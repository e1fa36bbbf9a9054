import type { Rebuild } from "@kubecredential/shared";
import { axeViolations, problem, setupUser } from "@kubecredential/shared/testing";
import { screen, waitFor, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test } from "vitest";
import { quietService, renderAt, signedInAs, startServer } from "../testing";

const server = startServer();
const at = "2026-05-04T10:00:00Z";
const closed = { state: "closed", nextProbeAt: null, lastError: null, lastErrorAt: null };
let user: UserEvent;
let rebuild: Rebuild | undefined;
let orders: string[];

const rebuilt = (overrides: Partial<Rebuild> = {}): Rebuild => ({
  id: "r1",
  state: "done",
  workerId: "worker-v",
  startedAt: at,
  finishedAt: at,
  eventsRead: 4_200,
  hashesAgreed: false,
  liveHash: "a",
  rebuiltHash: "b",
  missing: 1,
  unknown: 0,
  different: 2,
  error: null,
  ...overrides,
});

const verifierStats = (overrides: object = {}) =>
  http.get("/verifier/admin/queue-stats", () =>
    HttpResponse.json({
      status: "healthy",
      retryQueueSize: 0,
      deadLetterSize: 0,
      nextRetryAt: null,
      stalledSince: null,
      asOf: at,
      heardAt: at,
      ageSeconds: 2,
      stream: {
        length: 9,
        lag: 0,
        lagIsExact: true,
        pending: 0,
        consumers: [{ name: "worker-v", pending: 3, idleMilliseconds: 125_000 }],
      },
      circuitBreaker: closed,
      redisCircuitBreaker: closed,
      workerId: "worker-v",
      timestamp: at,
      ...overrides,
    }),
  );

const group = {
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
};

const replica = (workerId: string, version: string) => ({ workerId, version, startedAt: at, lastSeenAt: at });

beforeEach(() => {
  user = setupUser();
  rebuild = undefined;
  orders = [];
  server.use(
    ...quietService,
    verifierStats(),
    http.get("/admin/queue-stats", () =>
      HttpResponse.json({
        groups: [
          group,
          {
            ...group,
            name: "verification",
            required: true,
            lag: 0,
            lagIsExact: true,
            consumers: 2,
            retryQueueSize: 0,
            deadLetterSize: 0,
            confirmed: 12_345,
            lastSeenAt: at,
          },
        ],
      }),
    ),
    http.get("/admin/replicas", () =>
      HttpResponse.json({ items: [replica("worker-a", "0.1.0"), replica("worker-b", "0.2.0")], workerId: "worker-a" }),
    ),
    http.get("/verifier/admin/replicas", () =>
      HttpResponse.json({ items: [replica("worker-v", "0.2.0"), replica("worker-w", "0.2.0")], workerId: "worker-v" }),
    ),
    http.get("/verifier/admin/rebuild", () =>
      rebuild ? HttpResponse.json(rebuild) : problem(404, { message: "Never." }),
    ),
    http.post("/verifier/admin/rebuild", () => {
      orders.push("rebuild");
      rebuild = rebuilt({ state: "running", finishedAt: null, eventsRead: 10, hashesAgreed: null });
      return HttpResponse.json(rebuild, { status: 202 });
    }),
    http.delete("/admin/groups/:group", ({ params, request }) => {
      orders.push(`retire ${params.group}: ${new URL(request.url).searchParams.get("reason")}`);
      return HttpResponse.json({ success: true, message: "…", name: String(params.group), workerId: "w" });
    }),
  );
});

test("the page shows how far the verifier has come, and its replicas", async () => {
  renderAt("/operations/services");
  expect(await screen.findByText("It is up to date.")).toBeVisible();
  const replicas = screen.getByRole("table", { name: "Replicas that read events" });
  expect(within(replicas).getByRole("row", { name: "worker-v 3 2 minutes ago" })).toBeVisible();
  expect(await axeViolations()).toEqual([]);
});

test("of a version's commit, its beginning is shown", async () => {
  server.use(
    http.get("/admin/replicas", () =>
      HttpResponse.json({ items: [replica("a", "0.1.0+7d1f0c2a9e8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d")] }),
    ),
  );
  renderAt("/operations/services");
  expect(await screen.findByText("0.1.0+7d1f0c2")).toHaveAttribute("title", expect.stringMatching(/5c4d$/));
});

test("replicas are listed with their versions, and different ones are pointed out", async () => {
  renderAt("/operations/services");
  const table = await screen.findByRole("table", { name: "Issuance service" });
  expect(within(table).getByRole("row", { name: /^worker-b 0.2.0/ })).toBeVisible();
  expect(await screen.findByRole("table", { name: "Verification service" })).toBeVisible();
  expect(
    screen.getAllByText("Two versions are running: an update is under way or has stopped."),
    "the verifier's replicas agree",
  ).toHaveLength(1);
});

test("old knowledge and missing replicas say what to do", async () => {
  server.use(verifierStats({ ageSeconds: 600, stream: null }));
  renderAt("/operations/services");
  expect(await screen.findByText(/That is 10 minutes ago. It hears nothing new. Check/)).toBeVisible();
  expect(screen.getByText(/No replica of the verifier is reading/)).toBeVisible();
});

test("once the verifier does not answer, the page no longer says that it is up to date", async () => {
  renderAt("/operations/services");
  expect(await screen.findByText("It is up to date.")).toBeVisible();
  server.use(http.get("/verifier/admin/queue-stats", () => problem(500, { message: "Broken." })));
  expect(await screen.findByRole("alert")).toHaveTextContent("Broken.");
  expect(screen.queryByText("It is up to date.")).toBeNull();
  expect(screen.getByRole("table", { name: "Replicas that read events" })).toBeVisible();
});

test("consumer groups that are still loading or cannot be read are not passed over in silence", async () => {
  let answer = () => {};
  const waits = new Promise<void>((resolve) => {
    answer = resolve;
  });
  server.use(
    http.get("/admin/queue-stats", async () => {
      await waits;
      return problem(500, { message: "Broken." });
    }),
  );
  renderAt("/operations/services");
  expect(await screen.findByRole("status", { name: "Loading the consumer groups" })).toBeInTheDocument();
  answer();
  const groups = await screen.findByRole("region", { name: "Consumer groups" });
  expect(within(groups).getByRole("alert")).toHaveTextContent("Broken.");
  expect(within(groups).getByRole("button", { name: "Try again" })).toBeVisible();
  expect(screen.queryByRole("status", { name: "Loading the consumer groups" })).toBeNull();
  expect(await axeViolations()).toEqual([]);
});

test("the consumer groups are listed with how far each has come, and one that nobody runs is retired", async () => {
  renderAt("/operations/services");
  const table = await screen.findByRole("table", { name: "Consumer groups" });
  const rows = within(table).getAllByRole("row").slice(1);
  expect(rows[0]).toHaveTextContent(/^archiveOptional10,000 or more457–Retire$/);
  expect(rows[1]).toHaveTextContent(/^verificationRequired00012,345.+/);
  expect(within(table).getAllByRole("button", { name: /Retire/ })).toHaveLength(1);
  await user.click(within(table).getByRole("button", { name: /Retire: .archive/ }));
  const dialog = await screen.findByRole("dialog", { name: /Retire the group .archive/ });
  await user.type(within(dialog).getByRole("textbox", { name: /^Reason/ }), "Gone");
  await user.click(within(dialog).getByRole("button", { name: "Retire" }));
  await waitFor(() => expect(orders).toEqual(["retire archive: Gone"]));
});

const deadLetter = (id: string, overrides: object = {}) => ({
  id,
  eventType: "CREDENTIAL_ISSUED",
  credentialId: "0199c0de-0000-7000-8000-00000000000a",
  reason: `The archive refused ${id}.`,
  attempts: 5,
  firstFailedAt: at,
  failedAt: at,
  ...overrides,
});

test("a group's dead letters are shown with their cause and what to do, and one is discarded with a reason", async () => {
  let items = [deadLetter("e2"), deadLetter("entry-1-1", { eventType: null, credentialId: null })];
  server.use(
    http.get("/admin/groups/archive/dead-letters", ({ request }) =>
      new URL(request.url).searchParams.get("cursor") === "2.x"
        ? HttpResponse.json({ name: "archive", required: false, items: [deadLetter("e1")], nextCursor: null })
        : HttpResponse.json({ name: "archive", required: false, items, nextCursor: "2.x" }),
    ),
    http.delete("/admin/groups/archive/dead-letters/:id", ({ params, request }) => {
      orders.push(`discard ${params.id}: ${new URL(request.url).searchParams.get("reason")}`);
      items = items.filter((one) => one.id !== params.id);
      return HttpResponse.json({ success: true });
    }),
  );
  renderAt("/operations/services");
  const table = await screen.findByRole("table", { name: "Consumer groups" });
  await user.click(within(table).getByRole("button", { name: /Show the dead letters of .archive.: 5/ }));
  const dialog = await screen.findByRole("dialog", { name: /Dead letters of the group .archive/ });
  const list = await within(dialog).findByRole("list", { name: "Dead letters" });
  expect(within(list).getAllByRole("listitem")).toHaveLength(2);
  within(list).getByText("The archive refused e2.");
  expect(within(list).getByRole("link", { name: /00000000000a/ })).toHaveAttribute(
    "href",
    "/credentials/0199c0de-0000-7000-8000-00000000000a",
  );
  within(list).getByText("entry-1-1");
  expect(within(dialog).getByRole("alert")).toHaveTextContent(/reprocess them in the service that runs this group/);
  expect(await axeViolations()).toEqual([]);
  await user.click(within(dialog).getByRole("button", { name: "Load more" }));
  await within(list).findByText("The archive refused e1.");

  await user.click(within(list).getByRole("button", { name: "Discard e2" }));
  const question = await screen.findByRole("dialog", { name: "Discard this dead letter?" });
  expect(question).toHaveTextContent(/never gets this event/);
  await user.type(within(question).getByRole("textbox", { name: /^Reason/ }), "Not needed");
  await user.click(within(question).getByRole("button", { name: "Discard" }));
  await waitFor(() => expect(orders).toEqual(["discard e2: Not needed"]));
  const again = await screen.findByRole("dialog", { name: /Dead letters of the group .archive/ });
  await waitFor(() => expect(within(again).queryByText("The archive refused e2.")).toBeNull());
});

test("of a required group nothing can be discarded here, and an unavailable Redis is said", async () => {
  let isAway = true;
  server.use(
    http.get("/admin/queue-stats", () =>
      HttpResponse.json({ groups: [{ ...group, name: "verification", required: true, deadLetterSize: 1 }] }),
    ),
    http.get("/admin/groups/verification/dead-letters", () =>
      isAway
        ? problem(503, { message: "Redis is unavailable." })
        : HttpResponse.json({ name: "verification", required: true, items: [deadLetter("e1")], nextCursor: null }),
    ),
  );
  renderAt("/operations/services");
  const table = await screen.findByRole("table", { name: "Consumer groups" });
  await user.click(within(table).getByRole("button", { name: /Show the dead letters of .verification/ }));
  const dialog = await screen.findByRole("dialog", { name: /Dead letters of the group .verification/ });
  await within(dialog).findByText(/queues kept in Redis cannot be shown/);
  isAway = false;
  await user.click(within(dialog).getByRole("button", { name: "Try again" }));
  await within(dialog).findByText("The archive refused e1.");
  expect(within(dialog).getByRole("alert")).toHaveTextContent(/This group is required/);
  expect(within(dialog).queryByRole("button", { name: /Discard/ })).toBeNull();
});

test("a rebuild is started once that is confirmed, and shows what came of it", async () => {
  renderAt("/operations/services");
  expect(await screen.findByText("It has never been rebuilt.")).toBeVisible();
  // Screen readers announce only what is added to an existing live region.
  const state = within(screen.getByRole("region", { name: "Rebuild the verifier's copy" })).getByRole("status");
  expect(state).toBeEmptyDOMElement();
  await user.click(screen.getByRole("button", { name: "Start rebuild" }));
  const dialog = await screen.findByRole("dialog", { name: "Rebuild the verifier's copy?" });
  expect(orders).toEqual([]);
  expect(await axeViolations()).toEqual([]);
  await user.click(within(dialog).getByRole("button", { name: "Start rebuild" }));
  expect(await screen.findByText("Running")).toBeVisible();
  expect(state).toHaveTextContent(/^Running$/);
  expect(orders).toEqual(["rebuild"]);
  expect(screen.getByRole("button", { name: "Start rebuild" })).toBeDisabled();
  rebuild = rebuilt();
  expect(await screen.findByText(/Missing: 1; not known to the issuer: 0; different: 2/)).toBeVisible();
  expect(screen.getByText("4,200 events read")).toBeVisible();
});

test("registrars have no access", async () => {
  server.use(signedInAs({ roles: ["issuer"] }));
  renderAt("/operations/services");
  expect(await screen.findByRole("heading", { name: "You do not have access to this page" })).toBeVisible();
});
