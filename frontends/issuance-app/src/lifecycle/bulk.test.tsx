import { addDays, addMonths, type BulkRequest, type BulkResult, todayUtc } from "@kubecredential/shared";
import {
  axeViolations,
  credential,
  delivery,
  erased,
  problem,
  setupUser,
  status,
} from "@kubecredential/shared/testing";
import { screen, waitFor, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { quietService, renderAt, signedInAs, startServer } from "../testing";
import { renewals } from "./BulkDialog";
import { portionsOf } from "./useBulk";

const server = startServer();
const id = (number: number) => `0199c0de-0000-7000-8000-${String(number).padStart(12, "0")}`;
const today = todayUtc();
let sent: BulkRequest[];
let user: UserEvent;

beforeEach(() => {
  sent = [];
  user = setupUser();
  server.use(...quietService);
});

afterEach(() => vi.unstubAllGlobals());

const item = (number: number, more: Parameters<typeof credential>[0] = {}) => ({
  credential: credential({ id: id(number), holderName: `Holder ${number}`, ...more }),
  delivery: delivery("confirmed"),
  traceId: null,
});

function listed(...items: object[]) {
  server.use(http.get("*/api/v1/credentials", () => HttpResponse.json({ items, nextCursor: null })));
}

function answerWith(outcomeOf: (id: string) => Partial<BulkResult> = () => ({})) {
  server.use(
    http.post("*/api/v1/credentials/status", async ({ request }) => {
      const body = (await request.json()) as BulkRequest;
      sent.push(body);
      const results = body.ids.map((one) => ({ id: one, outcome: "changed", ...outcomeOf(one) }));
      return HttpResponse.json({ success: true, message: "…", changed: 0, unchanged: 0, failed: 0, results });
    }),
  );
}

const select = (name: string) => user.click(screen.getByRole("checkbox", { name: new RegExp(`Select .*${name}`) }));

describe("several from the list", () => {
  test("are changed with one reason, and each has its result, failures first", async () => {
    listed(item(1), item(2), item(3), { ...item(4), credential: erased({ id: id(4) }) });
    answerWith((one) =>
      one === id(2)
        ? { outcome: "impossible", detail: "It was revoked, which is final." }
        : one === id(3)
          ? { outcome: "unchanged" }
          : {},
    );
    renderAt("/credentials");
    await screen.findByText("Holder 1");
    expect(screen.queryByRole("region", { name: "Selected credentials" })).not.toBeInTheDocument();
    expect(screen.getAllByRole("checkbox")).toHaveLength(4);
    await select("Holder 1");
    await user.click(screen.getByRole("checkbox", { name: "Select all shown" }));
    const bar = screen.getByRole("region", { name: "Selected credentials" });
    expect(bar).toHaveTextContent("3 selected");
    expect(await axeViolations()).toEqual([]);
    await user.click(within(bar).getByRole("button", { name: "Suspend" }));
    const dialog = await screen.findByRole("dialog", { name: "Suspend 3 credentials?" });
    await user.click(within(dialog).getByRole("button", { name: "Suspend" }));
    expect(await within(dialog).findByText("Choose a reason.", { selector: "p" })).toBeInTheDocument();
    expect(sent).toEqual([]);
    await user.selectOptions(within(dialog).getByRole("combobox", { name: "Reason" }), "Fee not paid");
    await user.click(within(dialog).getByRole("button", { name: "Suspend" }));
    const results = await screen.findByRole("region", { name: "Results" });
    expect(sent).toEqual([{ action: "suspend", reason: "nonPayment", ids: [id(1), id(2), id(3)] }]);
    expect(
      within(results)
        .getAllByRole("listitem")
        .map((one) => one.textContent),
    ).toEqual(["Holder 2Not possibleIt was revoked, which is final.", "Holder 3Unchanged", "Holder 1Changed"]);
    expect(screen.getByText("1 changed, 1 unchanged, 1 not possible")).toBeInTheDocument();
    expect(await axeViolations()).toEqual([]);
    await user.click(
      within(screen.getByRole("dialog")).getAllByRole("button", { name: "Close" }).at(-1) as HTMLElement,
    );
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
    expect(screen.queryByRole("region", { name: "Selected credentials" })).not.toBeInTheDocument();
    expect(screen.getByRole("main")).toHaveFocus();
  });

  test("cancelling keeps the selection and returns the focus", async () => {
    listed(item(1));
    renderAt("/credentials");
    await screen.findByText("Holder 1");
    await select("Holder 1");
    await user.click(screen.getByRole("button", { name: "Revoke" }));
    await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(screen.getByRole("button", { name: "Revoke" })).toHaveFocus());
    expect(screen.getByText("1 selected")).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Clear selection" }));
    expect(screen.queryByText("1 selected")).not.toBeInTheDocument();
  });

  test("on a phone, too", async () => {
    const wide = window.matchMedia("print");
    vi.stubGlobal("matchMedia", (media: string) => ({
      ...wide,
      media,
      matches: media === "(max-width: 48em)",
      addEventListener: vi.fn(),
      removeEventListener: vi.fn(),
    }));
    listed(item(1), item(2));
    renderAt("/credentials");
    await screen.findByRole("list", { name: "Credentials" });
    await user.click(screen.getByRole("checkbox", { name: "Select all shown" }));
    expect(screen.getByText("2 selected")).toBeInTheDocument();
    expect(await axeViolations()).toEqual([]);
  });

  test("cannot be selected by who may not change them", async () => {
    server.use(signedInAs({ roles: ["operator"] }));
    listed(item(1, { status: status("suspended"), version: 2 }));
    renderAt("/credentials");
    expect(await screen.findByText("Suspended", { selector: ".mantine-Badge-label" })).toBeInTheDocument();
    expect(screen.getByText("Delivered")).toBeInTheDocument();
    expect(screen.queryByText("Verifiable", { selector: ".mantine-Badge-label" })).not.toBeInTheDocument();
    expect(screen.queryByRole("checkbox")).not.toBeInTheDocument();
  });

  test("the list is filtered by status, beside the delivery", async () => {
    const asked: string[] = [];
    server.use(
      http.get("*/api/v1/credentials", ({ request }) => {
        asked.push(String(new URL(request.url).searchParams.get("status")));
        return HttpResponse.json({ items: [item(1)], nextCursor: null });
      }),
    );
    const router = renderAt("/credentials");
    await screen.findByText("Holder 1");
    await user.selectOptions(screen.getByRole("combobox", { name: "Status" }), "Not yet valid");
    await waitFor(() => expect(asked.at(-1)).toBe("notYetValid"));
    expect(router.state.location.search).toEqual({ status: "notYetValid" });
  });
});

describe("renewals", () => {
  const yearly = (number: number, days: number) =>
    item(number, { issueDate: addMonths(addDays(today, days), -12), expiryDate: addDays(today, days) });

  test("counts, lists the soonest first, and renews the selected by the period of each", async () => {
    const asked: (string | null)[] = [];
    server.use(
      http.get("*/api/v1/credentials/expiring", () =>
        HttpResponse.json({ within30Days: 2, within60Days: 1_234, within90Days: 2_000, isExact: true, workerId: "w" }),
      ),
      http.get("*/api/v1/credentials", ({ request }) => {
        asked.push(new URL(request.url).searchParams.get("expiresBefore"));
        return HttpResponse.json({ items: [yearly(1, 0), yearly(2, 1), yearly(3, 20)], nextCursor: null });
      }),
    );
    answerWith((one) => ({ successor: one.replace(/0{3}/, "abc") }));
    renderAt("/renewals");
    const table = await screen.findByRole("table", { name: "Credentials that expire soon" });
    expect(within(table).getByText("(today)")).toBeInTheDocument();
    expect(within(table).getByText("(tomorrow)")).toBeInTheDocument();
    expect(within(table).getByText("(in 20 days)")).toBeInTheDocument();
    expect(asked).toEqual([addDays(today, 30)]);
    expect(await screen.findByRole("radio", { name: /30 days.*2 to renew/ })).toBeChecked();
    expect(screen.getByRole("radio", { name: /60 days.*1,234 to renew/ })).toBeInTheDocument();
    expect(await axeViolations()).toEqual([]);

    await select("Holder 1");
    await select("Holder 3");
    await user.click(screen.getByRole("button", { name: "Renew" }));
    const dialog = await screen.findByRole("dialog", { name: "Renew 2 credentials" });
    expect(within(dialog).getByRole("radio", { name: "Same period as before" })).toBeChecked();
    await user.click(within(dialog).getByRole("button", { name: "Renew" }));
    await screen.findByRole("region", { name: "Results" });
    expect(sent).toEqual([
      { action: "renew", expiryDate: addMonths(today, 12), ids: [id(1)] },
      { action: "renew", expiryDate: addMonths(addDays(today, 20), 12), ids: [id(3)] },
    ]);
    expect(screen.getByRole("link", { name: /New credential: .*Holder 1/ })).toBeInTheDocument();
  });

  test("the same day for all, which must be given", async () => {
    listed(yearly(1, 5));
    answerWith();
    renderAt("/renewals?within=90");
    await screen.findByText("Holder 1");
    await select("Holder 1");
    await user.click(screen.getByRole("button", { name: "Renew" }));
    const dialog = await screen.findByRole("dialog");
    await user.click(within(dialog).getByRole("radio", { name: "The same day for all" }));
    await user.click(within(dialog).getByRole("button", { name: "Renew" }));
    expect(await within(dialog).findByText("Enter the new last valid day.")).toBeInTheDocument();
    await user.click(within(dialog).getByRole("radio", { name: "2 years" }));
    await user.click(within(dialog).getByRole("button", { name: "Renew" }));
    await waitFor(() => expect(sent).toEqual([{ action: "renew", expiryDate: addMonths(today, 24), ids: [id(1)] }]));
  });

  test("many go in portions of 200; what fails stops them, and they go on from there", async () => {
    const many = Array.from({ length: 450 }, (_, number) => item(number, { expiryDate: addDays(today, 9) }));
    listed(...many);
    let requests = 0;
    const answer = (body: BulkRequest) => ({
      success: true,
      results: body.ids.map((one) => ({ id: one, outcome: "changed" })),
    });
    server.use(
      http.post("*/api/v1/credentials/status", async ({ request }) => {
        requests += 1;
        const body = (await request.json()) as BulkRequest;
        if (requests === 2) return problem(503, { title: "Busy" }, { "Retry-After": "2" });
        sent.push(body);
        return HttpResponse.json(answer(body));
      }),
    );
    renderAt("/renewals");
    await user.click(await screen.findByRole("checkbox", { name: "Select all shown" }));
    await user.click(screen.getByRole("button", { name: "Renew" }));
    const dialog = await screen.findByRole("dialog");
    await user.click(within(dialog).getByRole("radio", { name: "The same day for all" }));
    await user.click(within(dialog).getByRole("radio", { name: "1 year" }));
    await user.click(within(dialog).getByRole("button", { name: "Renew" }));
    expect(await screen.findByText("250 credentials are left.")).toBeInTheDocument();
    expect(screen.getByText("Try again in 2 seconds.")).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Continue" }));
    expect(await screen.findByText("450 changed, 0 unchanged, 0 not possible")).toBeInTheDocument();
    expect(sent.map((body) => body.ids.length)).toEqual([200, 200, 50]);
    expect(new Set(sent.flatMap((body) => body.ids)).size).toBe(450);
  });

  test("an empty queue says so", async () => {
    renderAt("/renewals?within=60");
    expect(await screen.findByText("Nothing to renew")).toBeInTheDocument();
    expect(screen.getByText("No credential expires within 60 days.")).toBeInTheDocument();
    expect(await axeViolations()).toEqual([]);
  });

  test("what does not expire is left out where each keeps its period", () => {
    const unlimited = credential({ id: id(1) });
    const limited = credential({ id: id(2), issueDate: addMonths(today, -12), expiryDate: today });
    expect(renewals([unlimited, limited])).toEqual([
      { action: "renew", expiryDate: addMonths(today, 12), ids: [id(2)] },
    ]);
    expect(renewals([unlimited, limited], "2031-01-01")).toEqual([
      { action: "renew", expiryDate: "2031-01-01", ids: [id(1), id(2)] },
    ]);
  });

  test("portions keep their order and lose nothing", () => {
    const ids = Array.from({ length: 401 }, (_, number) => id(number));
    const portions = portionsOf([
      { action: "revoke", ids },
      { action: "revoke", ids: [id(999)] },
    ]);
    expect(portions.map((one) => one.ids.length)).toEqual([200, 200, 1, 1]);
    expect(portions.flatMap((one) => one.ids)).toEqual([...ids, id(999)]);
  });
});
