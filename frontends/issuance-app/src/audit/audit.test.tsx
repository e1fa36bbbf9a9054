import type { AuditEntry, ChainCheck } from "@kubecredential/shared";
import { axeViolations } from "@kubecredential/shared/testing";
import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test } from "vitest";
import { quietService, renderAt, startServer } from "../testing";

const server = startServer();
let asked: string[];

const entry = (number: number, overrides: Partial<AuditEntry> = {}): AuditEntry => ({
  number,
  at: "2026-05-04T10:00:00Z",
  action: "credential.issued",
  outcome: "done",
  actor: "anonymous",
  workerId: "worker-a",
  credentialId: "0199c0de-0000-7000-8000-000000000001",
  eventId: null,
  attempt: null,
  detail: null,
  correlationId: null,
  traceId: null,
  sealed: true,
  ...overrides,
});

const check = (overrides: Partial<ChainCheck> = {}): ChainCheck => ({
  success: true,
  intact: true,
  checked: 1_234,
  unsealed: 1,
  head: { number: 1_234, hash: "ab12", at: "2026-05-04T10:00:00Z" },
  firstBroken: null,
  verdicts: null,
  message: "…",
  workerId: "worker-a",
  timestamp: "2026-05-04T10:00:05Z",
  ...overrides,
});

beforeEach(() => {
  asked = [];
  server.use(
    ...quietService,
    http.get("*/admin/audit", ({ request }) => {
      const url = new URL(request.url);
      url.searchParams.delete("limit");
      asked.push(url.pathname + url.search);
      if (url.searchParams.get("outcome") === "different") return HttpResponse.json({ items: [], nextCursor: null });
      return HttpResponse.json(
        url.searchParams.has("cursor")
          ? { items: [entry(1, { action: "circuit.isolated", detail: "Maintenance" })], nextCursor: null }
          : { items: [entry(2, { sealed: false })], nextCursor: "older" },
      );
    }),
  );
});

test("lists entries, older ones on request", async () => {
  renderAt("/operations/audit");
  const table = await screen.findByRole("table", { name: "Audit trail" });
  expect(within(table).getByText("Issued")).toBeInTheDocument();
  expect(within(table).getByText("not sealed yet")).toBeInTheDocument();
  expect(await axeViolations()).toEqual([]);
  await userEvent.click(screen.getByRole("button", { name: "Load more" }));
  expect(await within(table).findByText("Maintenance")).toBeInTheDocument();
  expect(within(table).getByText("Stopped by an operator")).toBeInTheDocument();
});

test("filters are sent to the service and kept in the URL", async () => {
  const router = renderAt("/operations/audit?service=verifier&from=2026-05-04T10:00");
  await screen.findByRole("table");
  expect(asked).toEqual([
    `/verifier/admin/audit?from=${encodeURIComponent(new Date("2026-05-04T10:00").toISOString())}`,
  ]);
  await userEvent.selectOptions(screen.getByRole("combobox", { name: "Action" }), "event.applied");
  await userEvent.selectOptions(screen.getByRole("combobox", { name: "Outcome" }), "different content");
  expect(await screen.findByText("No entries")).toBeInTheDocument();
  expect(asked.at(-1)).toContain("action=event.applied&outcome=different");
  expect(router.state.location.search).toMatchObject({
    service: "verifier",
    action: "event.applied",
    outcome: "different",
  });
  const before = asked.length;
  await userEvent.type(screen.getByRole("textbox", { name: "Credential ID" }), "0199c0de");
  expect(asked).toHaveLength(before); // An incomplete ID is not sent.
  await userEvent.click(screen.getByRole("button", { name: "Clear search" }));
  await screen.findByRole("table");
  expect(router.state.location.search).toEqual({ service: "verifier" });
});

test("the chain is checked against the head this browser saw last, and a broken entry is named", async () => {
  const bodies: unknown[] = [];
  let answer = check();
  server.use(
    http.post("*/admin/audit/verify", async ({ request }) => {
      bodies.push(await request.json());
      return HttpResponse.json(answer);
    }),
  );
  renderAt("/operations/audit");
  await userEvent.click(await screen.findByRole("button", { name: "Check the chain" }));
  expect(await screen.findByText("The chain is intact")).toBeInTheDocument();
  expect(screen.getByText("Checked entries: 1,234; not sealed yet: 1.")).toBeInTheDocument();
  answer = check({
    intact: false,
    unsealed: 0,
    firstBroken: { number: 17, link: 12, reason: "Its content was changed." },
  });
  await userEvent.click(screen.getByRole("button", { name: "Check the chain" }));
  expect(await screen.findByText("The chain is broken")).toBeInTheDocument();
  expect(screen.getByText("Its content was changed.").parentElement).toHaveTextContent(
    "First broken entry: 17. Its content was changed.",
  );
  expect(bodies).toEqual([{ known: null }, { known: { number: 1_234, hash: "ab12" } }]);
  expect(await axeViolations()).toEqual([]);
});
