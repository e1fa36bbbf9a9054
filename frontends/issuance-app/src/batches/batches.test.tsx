import type { Batch, BatchRow } from "@kubecredential/shared";
import { axeViolations, FakeEventSource, problem, setupUser } from "@kubecredential/shared/testing";
import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, test } from "vitest";
import { quietService, renderAt, signedInAs, startServer } from "../testing";
import { detailOf, fieldsMissing, fieldsTwice, mappingOf, toRequest } from "./mapping";
import { faultOf, largestFile } from "./upload";

const server = startServer();
const id = "0199c0de-0000-7000-8000-00000000000b";
let user: UserEvent;
let batches: Batch[];
let orders: { what: string; query?: Record<string, string>; body?: unknown; headers?: Headers }[];
let rowsAsked: string[];

const counts = (overrides: Partial<Batch["counts"]> = {}) => ({
  rows: 4_000,
  valid: 3_800,
  invalid: 200,
  done: 0,
  verifiable: 0,
  failed: 0,
  ...overrides,
});

const batch = (overrides: Partial<Batch> = {}): Batch => ({
  id,
  action: "issue",
  state: "ready",
  type: "Bachelor of Science",
  issuer: "Example University",
  allOrNothing: false,
  reason: null,
  file: { name: "graduates.csv", format: "csv", encoding: "utf-8", delimiter: ";", bytes: 734_003 },
  columns: [
    { name: "Name", field: "holderName", samples: ["Ada Lovelace", "Emmy Noether"] },
    { name: "Matriculation", field: "holderId", samples: ["4711", "4712"] },
    { name: "Honours", field: "metadata.Honours", samples: ["yes", ""] },
  ],
  fields: [
    { name: "holderName", isRequired: true, label: null },
    { name: "holderId", isRequired: false, label: null },
    { name: "credentialType", isRequired: true, label: null },
    { name: "issuerName", isRequired: true, label: null },
    { name: "expiryDate", isRequired: false, label: null },
    { name: "metadata.grade", isRequired: false, label: "Grade" },
  ],
  defaults: [],
  counts: counts(),
  progress: null,
  problem: null,
  problemCode: null,
  createdBy: "Grace Hopper",
  createdAt: "2026-05-04T10:00:00Z",
  validatedAt: "2026-05-04T10:01:00Z",
  confirmedAt: null,
  finishedAt: null,
  keptUntil: "2026-06-03T10:00:00Z",
  ...overrides,
});

const row = (overrides: Partial<BatchRow> = {}): BatchRow => ({
  row: 17,
  outcome: "invalid",
  values: ["Ada Lovelace", "4711", "yes"],
  faults: [],
  credentialId: null,
  successorId: null,
  verifyLink: null,
  detail: null,
  detailCode: null,
  ...overrides,
});

const fault = (overrides: Partial<BatchRow["faults"][number]> = {}) => ({
  column: "Until",
  field: "expiryDate",
  value: "3/4/2026",
  rule: "Write the date as 2026-04-03 or 2026-03-04.",
  pointer: null,
  otherRow: null,
  ...overrides,
});

const kinds = [
  { column: "Until", field: "expiryDate", code: "dayNone", rule: "This is no day. …", arguments: ["…"], count: 180 },
  { column: null, field: null, code: "duplicateRow", rule: "Another row says it.", arguments: [], count: 20 },
];

function has(...rows: BatchRow[]) {
  server.use(
    http.get("*/api/v1/batches/:id/faults", () => HttpResponse.json({ faults: kinds })),
    http.get("*/api/v1/batches/:id/rows", ({ request }) => {
      const { searchParams } = new URL(request.url);
      const fault = ["code", "column"].flatMap((name) => searchParams.get(name) ?? []).join(" in ");
      rowsAsked.push(
        `${searchParams.get("outcome") ?? "all"} after ${searchParams.get("cursor") ?? "none"}${fault && `: ${fault}`}`,
      );
      const outcome = searchParams.get("outcome");
      return HttpResponse.json({
        items: rows.filter((one) => outcome === null || one.outcome === outcome),
        nextCursor: null,
      });
    }),
  );
}

beforeEach(() => {
  user = setupUser();
  batches = [batch()];
  orders = [];
  rowsAsked = [];
  const step = (what: string, state: Batch["state"]) =>
    http.post(`*/api/v1/batches/:id/${what}`, async ({ request }) => {
      const body = await request.text();
      orders.push({ what, ...(body !== "" && { body: JSON.parse(body) }) });
      batches = batches.map((one) => ({ ...one, state, confirmedAt: one.confirmedAt ?? "2026-05-04T10:02:00Z" }));
      return HttpResponse.json(batches[0]);
    });
  server.use(
    ...quietService,
    http.get("*/api/v1/credential-types", () => HttpResponse.json({ items: [], nextCursor: null })),
    http.get("*/api/v1/batches", () => HttpResponse.json({ items: batches, nextCursor: null })),
    http.post("*/api/v1/batches", ({ request }) => {
      const query = Object.fromEntries(new URL(request.url).searchParams);
      orders.push({ what: "upload", query, headers: request.headers });
      return HttpResponse.json(batches[0], { status: 202 });
    }),
    http.put("*/api/v1/batches/:id/mapping", async ({ request }) => {
      orders.push({ what: "map", body: await request.json() });
      batches = batches.map((one) => ({
        ...one,
        state: "validating",
        counts: counts({ rows: 0, valid: 0, invalid: 0 }),
      }));
      return HttpResponse.json(batches[0], { status: 202 });
    }),
    http.get("*/api/v1/batches/:id", ({ params }) => {
      const found = batches.find((one) => one.id === params.id);
      return found ? HttpResponse.json(found) : problem(404, { detail: "There is no batch with this ID here." });
    }),
    step("confirm", "running"),
    step("pause", "paused"),
    step("resume", "running"),
    step("cancel", "cancelled"),
  );
  has();
});

const streams = () => FakeEventSource.opened.filter((source) => source.url.includes("/batches/"));

describe("the list", () => {
  test("shows each batch with its state and how far it is", async () => {
    batches = [
      batch(),
      batch({
        id: "2",
        state: "running",
        confirmedAt: "2026-05-04T10:02:00Z",
        counts: counts({ done: 1_200, failed: 3 }),
      }),
    ];
    renderAt("/batches");
    const table = await screen.findByRole("table", { name: "Batches" });
    const [, first, second] = within(table).getAllByRole("row");
    expect(first).toHaveTextContent(/graduates\.csv.*Issue.*Ready.*3,800 valid.*200 with faults/);
    expect(second).toHaveTextContent(/Running.*1,200 of 3,800 done.*3 failed/);
    expect(within(table).getAllByRole("link", { name: "graduates.csv" })[0]).toHaveAttribute("href", `/batches/${id}`);
    expect(await axeViolations()).toEqual([]);
  });

  test("says what a batch is when there is none", async () => {
    batches = [];
    renderAt("/batches");
    expect(await screen.findByText(/A batch issues or changes many credentials with one file/)).toBeVisible();
    expect(screen.getByRole("link", { name: "New batch" })).toHaveAttribute("href", "/batches/new");
  });

  test("operators see batches, but start none", async () => {
    server.use(signedInAs({ roles: ["operator"] }));
    renderAt("/batches");
    expect(await screen.findByRole("table", { name: "Batches" })).toBeVisible();
    expect(screen.queryByRole("link", { name: "New batch" })).toBeNull();
  });
});

describe("a new batch", () => {
  const csv = () => new File(["Name\nAda Lovelace\n"], "graduates.csv", { type: "text/csv" });
  const input = () => document.querySelector<HTMLInputElement>("input[type=file]") as HTMLInputElement;

  test("a file that was chosen is sent with what it is for", async () => {
    const router = renderAt("/batches/new");
    await user.type(await screen.findByLabelText("Credential type", { selector: "input" }), "Bachelor of Science");
    await user.upload(input(), csv());
    expect(screen.getByText("graduates.csv (18 B)")).toBeVisible();
    await user.click(screen.getByRole("checkbox", { name: "All or nothing" }));
    expect(await axeViolations()).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Upload and check" }));
    await waitFor(() => expect(router.state.location.pathname).toBe(`/batches/${id}`));
    expect(orders[0]?.query).toEqual({
      action: "issue",
      type: "Bachelor of Science",
      allOrNothing: "true",
      fileName: "graduates.csv",
    });
    expect(orders[0]?.headers?.get("X-CSRF-TOKEN")).toBe("token-of-grace");
  });

  test("a file can be dropped; several are too many", async () => {
    renderAt("/batches/new");
    const area = await screen.findByRole("region", { name: /File/ });
    fireEvent.drop(area, { dataTransfer: { files: [csv(), csv()] } });
    expect(screen.getByText("Drop one file only.")).toBeVisible();
    fireEvent.drop(area, { dataTransfer: { files: [csv()] } });
    expect(screen.queryByText("Drop one file only.")).toBeNull();
    expect(screen.getByText("graduates.csv (18 B)")).toBeVisible();
  });

  test("without a file, the button to choose one gets the focus", async () => {
    renderAt("/batches/new");
    await user.click(await screen.findByRole("button", { name: "Upload and check" }));
    expect(screen.getByText("Choose a file.")).toBeVisible();
    expect(screen.getByRole("button", { name: "Choose file" })).toHaveFocus();
    expect(orders).toEqual([]);
  });

  test("a refused file says why, and what to do", async () => {
    server.use(
      http.post("*/api/v1/batches", () => problem(400, { errors: { body: ["This is a PDF. Send a CSV file."] } })),
    );
    renderAt("/batches/new");
    await screen.findByRole("button", { name: "Choose file" });
    await user.upload(input(), csv());
    await user.click(screen.getByRole("button", { name: "Upload and check" }));
    expect(await screen.findByText(/This is a PDF/)).toBeVisible();
    expect(screen.getByText(/Nothing has been kept of it/)).toBeVisible();
  });

  test("to revoke, there is a reason and no type, and the template is another one", async () => {
    renderAt("/batches/new");
    await user.click(await screen.findByRole("radio", { name: /^Revoke/ }));
    expect(screen.queryByLabelText("Credential type", { selector: "input" })).toBeNull();
    await user.selectOptions(screen.getByRole("combobox", { name: "Reason" }), "Conditions not met");
    expect(screen.getByRole("link", { name: "Download template" })).toHaveAttribute(
      "href",
      "/api/v1/batches/template.csv?action=revoke",
    );
    await user.upload(input(), csv());
    await user.click(screen.getByRole("button", { name: "Upload and check" }));
    await waitFor(() => expect(orders).toHaveLength(1));
    expect(orders[0]?.query).toEqual({ action: "revoke", reason: "nonCompliance", fileName: "graduates.csv" });
  });

  test("the template is the type's", async () => {
    renderAt("/batches/new");
    await user.type(await screen.findByLabelText("Credential type", { selector: "input" }), "Degree & more");
    const { search } = new URL(screen.getByRole<HTMLAnchorElement>("link", { name: "Download template" }).href);
    expect(Object.fromEntries(new URLSearchParams(search))).toEqual({ action: "issue", type: "Degree & more" });
  });

  test.each([
    ["a.csv", 0, "empty"],
    ["a.csv", largestFile + 1, "tooBig"],
    ["a.XLS", 1, "oldWorkbook"],
    ["a.pdf", 1, "otherKind"],
    ["a.xlsx", largestFile, undefined],
    ["noending", 1, undefined],
  ])("%s of %i bytes: %s", (name, size, found) => {
    expect(faultOf({ name, size })).toBe(found);
  });
});

describe("the check", () => {
  test("is followed by its stream until it is ready, and the rows with faults come", async () => {
    batches = [batch({ state: "validating", counts: counts({ rows: 100, valid: 100, invalid: 0 }) })];
    has(row({ faults: [fault()] }));
    renderAt(`/batches/${id}`);
    expect(await screen.findByText("100 rows checked")).toBeVisible();
    await waitFor(() => expect(streams()).toHaveLength(1));
    const [stream] = streams();
    act(() => stream?.send("hello"));
    act(() =>
      stream?.send("progress", {
        id,
        state: "validating",
        counts: counts({ rows: 2_000, valid: 1_900, invalid: 100 }),
        rowsPerSecond: 41_000,
        remainingSeconds: null,
        progress: { bytesRead: 1_048_576, bytes: 4_194_304 },
      }),
    );
    expect(await screen.findByText(/^2,000 rows checked/)).toBeVisible();
    expect(screen.getByText("41,000 rows per second")).toBeVisible();
    expect(screen.getByText(/1 MiB of 4 MiB read/)).toBeVisible();
    expect(screen.getByRole("progressbar", { name: /How much of the file/ })).toHaveAttribute("aria-valuenow", "25");
    batches = [batch()];
    act(() =>
      stream?.send("progress", { id, state: "ready", counts: counts(), rowsPerSecond: null, remainingSeconds: null }),
    );
    expect(await screen.findByRole("heading", { name: "3,800 credentials can be issued" })).toBeVisible();
    expect(stream?.isClosed).toBe(true);
    expect(await screen.findByText(/Write the date as/)).toBeVisible();
  });

  test("says which encoding was guessed", async () => {
    batches = [batch({ file: { ...batch().file, encoding: "windows-1252" } })];
    renderAt(`/batches/${id}`);
    expect(await screen.findByText("Check letters such as ä, é or ß")).toBeVisible();
    expect(screen.getByText("semicolon")).toBeVisible();
  });

  test("a file that cannot be read says why", async () => {
    batches = [batch({ state: "refused", columns: [], problem: "The heading Name is there twice." })];
    renderAt(`/batches/${id}`);
    expect(await screen.findByText("The heading Name is there twice.")).toBeVisible();
    expect(screen.getByRole("link", { name: "Upload another file" })).toHaveAttribute("href", "/batches/new");
  });

  test("an unknown batch leads back to the others", async () => {
    renderAt("/batches/0199c0de-0000-7000-8000-0000000000ff");
    expect(await screen.findByRole("heading", { name: "Batch not found" })).toBeVisible();
  });
});

describe("columns", () => {
  test("a changed meaning has the rows checked again before anything can be confirmed", async () => {
    renderAt(`/batches/${id}`);
    const select = await screen.findByRole("combobox", { name: /Meaning of the column .Honours/ });
    expect(select).toHaveDisplayValue(/Detail “.Honours.”/);
    await user.selectOptions(select, "Grade");
    expect(screen.getByText(/You have changed what the columns mean/)).toBeVisible();
    expect(screen.getByRole("button", { name: "Issue 3,800 credentials" })).toBeDisabled();
    await user.type(screen.getByLabelText("Valid until"), "2030-12-31");
    await user.click(screen.getByRole("button", { name: "Check rows again" }));
    expect(await screen.findByText("The rows are being checked again.")).toBeVisible();
    expect(orders[0]?.body).toEqual({
      columns: [
        { column: "Name", field: "holderName" },
        { column: "Matriculation", field: "holderId" },
        { column: "Honours", field: "metadata.grade" },
      ],
      defaults: [{ field: "expiryDate", value: "2030-12-31" }],
    });
  });

  test("where a meaning comes from is said until it is changed", async () => {
    batches = [batch({ columns: batch().columns.map((one) => ({ ...one, source: "remembered" as const })) })];
    renderAt(`/batches/${id}`);
    const select = await screen.findByRole("combobox", { name: /Meaning of the column .Honours/ });
    expect(select).toHaveAccessibleDescription("As in your last file of this kind");
    await user.selectOptions(select, "Leave out");
    expect(select).not.toHaveAccessibleDescription();
  });

  test("two columns cannot mean the same", async () => {
    renderAt(`/batches/${id}`);
    const select = await screen.findByRole("combobox", { name: /Meaning of the column .Matriculation/ });
    await user.selectOptions(select, "Holder's name (required)");
    expect(screen.getAllByText("Another column has this meaning, too.")).toHaveLength(2);
    expect(screen.getByRole("button", { name: "Check rows again" })).toBeDisabled();
    await user.click(screen.getByRole("button", { name: "Undo my changes" }));
    expect(select).toHaveDisplayValue("Holder's ID (private)");
  });

  test("what nothing gives is named", async () => {
    batches = [batch({ issuer: null })];
    renderAt(`/batches/${id}`);
    expect(await screen.findByText(/No column gives: Issuer\./)).toBeVisible();
  });

  test("the rules of a mapping", () => {
    const one = batch({ type: null });
    expect(fieldsMissing(one, mappingOf(one)).map(({ name }) => name)).toEqual(["credentialType"]);
    expect(fieldsMissing(one, { ...mappingOf(one), defaults: { credentialType: "Degree" } })).toEqual([]);
    expect(fieldsTwice({ columns: { a: "note", b: "note", c: "", d: "" }, defaults: {} })).toEqual(new Set(["note"]));
    expect(toRequest({ columns: { a: "" }, defaults: { note: "  " } })).toEqual({
      columns: [{ column: "a", field: null }],
      defaults: [],
    });
    expect(detailOf(" Honours ")).toBe("metadata.Honours");
    expect(detailOf("x".repeat(101))).toBeUndefined();
  });
});

describe("faults", () => {
  test("are shown with column, value and rule, and can be downloaded", async () => {
    has(
      row({
        faults: [
          fault(),
          fault({ column: null, field: null, value: null, rule: "Another row says the same.", otherRow: 4 }),
        ],
      }),
    );
    renderAt(`/batches/${id}`);
    const table = await screen.findByRole("table", { name: "Faults" });
    expect(within(table).getByText("Until").closest("li")).toHaveTextContent(
      "Until 3/4/2026: Write the date as 2026-04-03 or 2026-03-04.",
    );
    expect(
      within(table)
        .getByText(/Another row says the same/)
        .closest("li"),
    ).toHaveTextContent("See row 4");
    expect(screen.getByRole("link", { name: "Download faults (CSV)" })).toHaveAttribute(
      "href",
      `/api/v1/batches/${id}/faults.csv`,
    );
    expect(rowsAsked).toEqual(["invalid after none"]);
    expect(await axeViolations()).toEqual([]);
  });

  test("are narrowed to one kind in one column, which the address keeps", async () => {
    const router = renderAt(`/batches/${id}`);
    const select = await screen.findByRole("combobox", { name: "Fault" });
    expect(within(select).getAllByRole("option")[0]).toHaveTextContent("All faults (200)");
    await user.selectOptions(select, within(select).getByRole("option", { name: /Until.*no day.*\(180\)/ }));
    await waitFor(() => expect(rowsAsked).toContain("invalid after none: dayNone in Until"));
    expect(router.state.location.search).toEqual({ rows: "invalid", code: "dayNone", column: "Until" });
    await user.selectOptions(select, "All faults (200)");
    await waitFor(() => expect(router.state.location.search).toEqual({ rows: "invalid" }));
  });

  test("are said in German by their codes, with the service's words where there are none", async () => {
    localStorage.setItem("kubecredential.language", '"de"');
    has(
      row({
        faults: [
          fault({ rule: "This must be at most 5.", code: "maximum", arguments: ["5"] }),
          fault({ column: "Other", rule: "Something new.", code: "new", arguments: [] }),
        ],
      }),
    );
    renderAt(`/batches/${id}`);
    expect(await screen.findByText("Die Zahl darf höchstens 5 sein.")).toBeVisible();
    expect(screen.getByText("Something new.")).toBeVisible();
  });

  test("other rows are shown on demand, and the choice is in the address", async () => {
    const router = renderAt(`/batches/${id}`);
    await user.click(await screen.findByRole("radio", { name: "Valid (3,800)" }));
    await waitFor(() => expect(rowsAsked).toContain("valid after none"));
    expect(router.state.location.search).toEqual({ rows: "valid" });
  });
});

describe("the order", () => {
  test("says how many are issued and left out, and asks once more", async () => {
    renderAt(`/batches/${id}`);
    expect(await screen.findByText("200 rows have faults and are left out.")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Issue 3,800 credentials" }));
    const dialog = await screen.findByRole("dialog", { name: "Issue 3,800 credentials?" });
    expect(within(dialog).getByText("200 rows have faults and are left out.")).toBeVisible();
    await user.click(within(dialog).getByRole("button", { name: "Issue 3,800 credentials" }));
    expect(await screen.findByRole("heading", { name: "The batch is running" })).toBeVisible();
    expect(orders).toEqual([{ what: "confirm", body: { allOrNothing: false } }]);
  });

  test("all or nothing is nothing while there are faults", async () => {
    batches = [batch({ allOrNothing: true })];
    renderAt(`/batches/${id}`);
    expect(await screen.findByText(/This batch is all or nothing, and 200 rows have faults/)).toBeVisible();
    const button = screen.getByRole("button", { name: "Issue 3,800 credentials" });
    expect(button).toBeDisabled();
    // What was said at the upload can be changed.
    await user.click(screen.getByRole("radio", { name: "Leave them out" }));
    expect(button).toBeEnabled();
    await user.click(screen.getByRole("radio", { name: "All or nothing" }));
    expect(button).toBeDisabled();
  });

  test("operators cannot give it", async () => {
    server.use(signedInAs({ roles: ["operator"] }));
    renderAt(`/batches/${id}`);
    expect(await screen.findByRole("heading", { name: "3,800 credentials can be issued" })).toBeVisible();
    expect(screen.queryByRole("button", { name: /Issue|Cancel batch|Check rows/ })).toBeNull();
  });
});

describe("a running batch", () => {
  const running = (overrides: Partial<Batch> = {}) =>
    batch({
      state: "running",
      confirmedAt: "2026-05-04T10:02:00Z",
      counts: counts({ done: 1_200, verifiable: 1_100, failed: 3 }),
      ...overrides,
    });

  test("shows its numbers, its rate and the remaining time; it can be paused and resumed", async () => {
    batches = [running()];
    renderAt(`/batches/${id}`);
    expect(await screen.findByRole("progressbar", { name: "1,203 of 3,800 rows carried out" })).toBeVisible();
    await waitFor(() => expect(streams()).toHaveLength(1));
    act(() => streams()[0]?.send("hello"));
    act(() =>
      streams()[0]?.send("progress", {
        id,
        state: "running",
        counts: counts({ done: 2_000, verifiable: 1_900, failed: 3 }),
        rowsPerSecond: 7_012.3,
        remainingSeconds: 42,
      }),
    );
    expect(await screen.findByText("7,012 rows per second · about 42 seconds left")).toBeVisible();
    expect(screen.getByText("Verifiable").closest("div")).toHaveTextContent("1,900");
    const button = screen.getByRole("button", { name: "Pause" });
    await user.click(button);
    expect(await screen.findByRole("heading", { name: "The batch is paused" })).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Resume" }));
    expect(await screen.findByRole("heading", { name: "The batch is running" })).toBeVisible();
    expect(orders.map(({ what }) => what)).toEqual(["pause", "resume"]);
  });

  test("is cancelled only once that is confirmed", async () => {
    batches = [running()];
    renderAt(`/batches/${id}`);
    await user.click(await screen.findByRole("button", { name: "Cancel batch" }));
    const dialog = await screen.findByRole("dialog", { name: "Cancel this batch?" });
    expect(within(dialog).getByText(/1,200 rows are done and stay done. The other 2,597/)).toBeVisible();
    await user.click(within(dialog).getByRole("button", { name: "Keep it" }));
    expect(orders).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Cancel batch" }));
    const again = await screen.findByRole("dialog", { name: "Cancel this batch?" });
    await user.click(within(again).getByRole("button", { name: "Cancel batch" }));
    expect(await screen.findByText("The batch was cancelled. 2,597 rows were not carried out.")).toBeVisible();
  });

  test("somebody else was faster: what it is now is shown", async () => {
    batches = [running()];
    server.use(
      http.post("*/api/v1/batches/:id/pause", () => {
        batches = [
          running({
            state: "done",
            finishedAt: "2026-05-04T10:03:00Z",
            counts: counts({ done: 3_800, verifiable: 3_800 }),
          }),
        ];
        return problem(409, { detail: "The batch is done: only a running batch can be paused.", state: "done" });
      }),
    );
    renderAt(`/batches/${id}`);
    await user.click(await screen.findByRole("button", { name: "Pause" }));
    expect(await screen.findByRole("heading", { name: "3,800 credentials issued" })).toBeVisible();
  });
});

describe("the results", () => {
  test("lead to the credentials and to a file with all of them", async () => {
    batches = [
      batch({
        state: "done",
        confirmedAt: "2026-05-04T10:02:00Z",
        finishedAt: "2026-05-04T10:02:42Z",
        counts: counts({ done: 3_800, verifiable: 3_800 }),
      }),
    ];
    has(row({ outcome: "done", credentialId: "0199c0de-0000-7000-8000-000000000001" }));
    renderAt(`/batches/${id}`);
    expect(await screen.findByText("All of these can be verified.")).toBeVisible();
    expect(screen.getByText("Took 42 seconds.")).toBeVisible();
    expect(await screen.findByRole("link", { name: /Open the credential of .*Ada Lovelace/ })).toHaveAttribute(
      "href",
      "/credentials/0199c0de-0000-7000-8000-000000000001",
    );
    expect(screen.getByRole("link", { name: "Download results (CSV)" })).toHaveAttribute(
      "href",
      `/api/v1/batches/${id}/results.csv`,
    );
    expect(streams()).toHaveLength(0);
    expect(await axeViolations()).toEqual([]);
  });

  test("are followed until all can be verified", async () => {
    batches = [
      batch({
        state: "done",
        confirmedAt: "2026-05-04T10:02:00Z",
        finishedAt: "2026-05-04T10:02:42Z",
        counts: counts({ done: 3_800, verifiable: 3_000 }),
      }),
    ];
    renderAt(`/batches/${id}`);
    expect(await screen.findByText(/The verification service is learning/)).toBeVisible();
    await waitFor(() => expect(streams()).toHaveLength(1));
    act(() => streams()[0]?.send("hello"));
    act(() =>
      streams()[0]?.send("progress", {
        id,
        state: "done",
        counts: counts({ done: 3_800, verifiable: 3_800 }),
        rowsPerSecond: null,
        remainingSeconds: null,
      }),
    );
    expect(await screen.findByText("All of these can be verified.")).toBeVisible();
    await waitFor(() => expect(streams()[0]?.isClosed).toBe(true));
  });

  test("an erased row shows nothing of its holder", async () => {
    batches = [
      batch({ state: "done", confirmedAt: "2026-05-04T10:02:00Z", counts: counts({ done: 3_800, verifiable: 3_800 }) }),
    ];
    has(row({ outcome: "done", values: null, credentialId: "0199c0de-0000-7000-8000-000000000001" }));
    renderAt(`/batches/${id}`);
    expect(await screen.findByText("Erased")).toBeVisible();
  });
});
