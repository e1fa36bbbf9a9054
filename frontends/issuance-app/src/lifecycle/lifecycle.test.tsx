import { type AnyCredential, addMonths, todayUtc } from "@kubecredential/shared";
import {
  axeViolations,
  credential,
  delivery,
  erased,
  FakeEventSource,
  problem,
  setupUser,
  status,
} from "@kubecredential/shared/testing";
import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, test } from "vitest";
import { counts, history, quietService, record, renderAt, signedInAs, startServer } from "../testing";
import { credentialType } from "../types/testing";

const server = startServer();
const shown = credential({ expiryDate: addMonths(todayUtc(), 1), version: 3 });
const successorId = "0199c0de-0000-7000-8000-00000000beef";
const page = `/credentials/${shown.id}`;
let served: AnyCredential;
let sent: { path: string; ifMatch: string | null; body: unknown }[];
let user: UserEvent;

beforeEach(() => {
  served = shown;
  sent = [];
  user = setupUser();
  server.use(
    ...quietService,
    http.get(`*/api/v1/credentials/${shown.id}`, () => HttpResponse.json(served)),
    http.get("*/api/v1/credentials/:id/delivery", () => HttpResponse.json(delivery("confirmed"))),
  );
});

/** Answers every change, and serves its result from then on. */
function changesTo(next: (action: string) => AnyCredential, more: object = {}) {
  server.use(
    http.post(`*/api/v1/credentials/${shown.id}/:action`, async ({ request, params }) => {
      const action = String(params.action);
      sent.push({ path: action, ifMatch: request.headers.get("if-match"), body: await request.json() });
      served = next(action);
      return HttpResponse.json({
        success: true,
        message: "…",
        credential: served,
        changed: true,
        workerId: "w",
        ...more,
      });
    }),
  );
}

const changed = (state: "active" | "suspended" | "revoked", reason?: "nonPayment") =>
  credential({ ...shown, status: status(state, { reason }), version: shown.version + 1 });

async function ask(action: string) {
  await user.click(await screen.findByRole("button", { name: action }));
  return screen.findByRole("dialog");
}

const actions = () =>
  within(screen.getByRole("group", { name: "Change the status" }))
    .queryAllByRole("button")
    .map((button) => button.textContent);

describe("on a credential's page", () => {
  test("suspending asks for the reason, sends the version shown, and says what was done", async () => {
    changesTo(() => changed("suspended", "nonPayment"));
    renderAt(page);
    const dialog = await ask("Suspend");
    expect(dialog).toHaveAccessibleName("Suspend this credential?");
    expect(dialog).toHaveTextContent("Verifiers report it as suspended and not valid until you reinstate it.");
    expect(await axeViolations()).toEqual([]);
    await user.click(within(dialog).getByRole("button", { name: "Suspend" }));
    expect(within(dialog).getByText("Choose a reason.", { selector: "p" })).toBeInTheDocument();
    expect(within(dialog).getByRole("combobox", { name: "Reason" })).toHaveFocus();
    expect(sent).toEqual([]);

    await user.selectOptions(within(dialog).getByRole("combobox", { name: "Reason" }), "Fee not paid");
    await user.type(within(dialog).getByRole("textbox", { name: "Note" }), " Invoice 7 ");
    expect(within(dialog).getByText(/9 of 1000 characters/)).toBeInTheDocument();
    await user.click(within(dialog).getByRole("button", { name: "Suspend" }));

    expect(await screen.findByText("The credential is suspended.")).toBeInTheDocument();
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
    expect(sent).toEqual([{ path: "suspend", ifMatch: '"3"', body: { reason: "nonPayment", note: "Invoice 7" } }]);
    expect(screen.getByText("Suspended. Since May 4, 2026. Reason: Fee not paid.")).toBeInTheDocument();
    expect(actions()).toEqual(["Reinstate", "Revoke", "Erase"]);
    expect(screen.getByRole("group", { name: "Change the status" })).toHaveFocus();
    expect(await axeViolations()).toEqual([]);

    await user.click(screen.getByRole("button", { name: "Reinstate" }));
    changesTo(() => changed("active"));
    await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Reinstate" }));
    expect(await screen.findByText("The credential is active again.")).toBeInTheDocument();
    expect(sent[1]).toEqual({ path: "reinstate", ifMatch: '"4"', body: {} });
  });

  test("cancelling changes nothing and returns the focus", async () => {
    renderAt(page);
    const dialog = await ask("Revoke");
    expect(dialog).toHaveTextContent("This cannot be undone");
    await user.click(within(dialog).getByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
    expect(screen.getByRole("button", { name: "Revoke" })).toHaveFocus();
  });

  test("a note over 1,000 characters is not sent", async () => {
    renderAt(page);
    const dialog = await ask("Revoke");
    await user.selectOptions(within(dialog).getByRole("combobox", { name: "Reason" }), "Obtained by fraud");
    const note = within(dialog).getByRole("textbox", { name: "Note" });
    await user.click(note);
    await user.paste("😀".repeat(1_001));
    expect(within(dialog).getByText("Shorten the note from 1001 to at most 1000 characters.")).toBeInTheDocument();
    await user.click(within(dialog).getByRole("button", { name: "Revoke" }));
    expect(note).toHaveFocus();
    expect(sent).toEqual([]);
  });

  test("erasing needs the ID, typed; then nothing personal is left on the page", async () => {
    changesTo(() => erased({ id: shown.id, version: 4 }));
    renderAt(page);
    const dialog = await ask("Erase");
    expect(dialog).toHaveTextContent("Nobody can undo this.");
    expect(await axeViolations()).toEqual([]);
    await user.selectOptions(within(dialog).getByRole("combobox", { name: "Reason" }), "Withdrawn by the issuer");
    const typed = within(dialog).getByRole("textbox", { name: "Enter the credential's ID to confirm" });
    await user.type(typed, "yes");
    await user.click(within(dialog).getByRole("button", { name: "Erase" }));
    expect(within(dialog).getByText("This is not the ID of this credential.")).toBeInTheDocument();
    expect(typed).toHaveFocus();
    expect(sent).toEqual([]);
    await user.clear(typed);
    await user.type(typed, shown.id);
    await user.click(within(dialog).getByRole("button", { name: "Erase" }));
    expect(await screen.findByRole("heading", { level: 1, name: "Erased credential" })).toBeInTheDocument();
    expect(sent[0]?.body).toEqual({ reason: "withdrawn", confirm: shown.id });
    expect(document.body).not.toHaveTextContent("Ada Lovelace");
    expect(document.title).not.toContain("Ada");
    expect(actions()).toEqual([]);
    expect(await axeViolations()).toEqual([]);
  });

  test("who has an older version hears that someone else changed it, sees the current one, and can try again", async () => {
    let attempts = 0;
    server.use(
      http.post(`*/api/v1/credentials/${shown.id}/revoke`, ({ request }) => {
        attempts += 1;
        if (attempts === 1) {
          served = changed("suspended", "nonPayment");
          return problem(412, { title: "Precondition failed", version: 4 });
        }
        sent.push({ path: "revoke", ifMatch: request.headers.get("if-match"), body: null });
        served = credential({ ...shown, status: status("revoked"), version: 5 });
        return HttpResponse.json({ success: true, credential: served, changed: true });
      }),
    );
    renderAt(page);
    const dialog = await ask("Revoke");
    await user.selectOptions(within(dialog).getByRole("combobox", { name: "Reason" }), "Obtained by fraud");
    await user.click(within(dialog).getByRole("button", { name: "Revoke" }));
    expect(await within(dialog).findByText("Someone else has changed this credential")).toBeInTheDocument();
    await waitFor(() =>
      expect(screen.getByText("Suspended. Since May 4, 2026. Reason: Fee not paid.")).toBeInTheDocument(),
    );
    await user.click(within(dialog).getByRole("button", { name: "Revoke" }));
    expect(await screen.findByText("The credential is revoked.")).toBeInTheDocument();
    expect(sent[0]?.ifMatch).toBe('"4"');
  });

  test("what is impossible is said in the service's words, and is no longer offered", async () => {
    server.use(
      http.post(`*/api/v1/credentials/${shown.id}/suspend`, () => {
        served = changed("revoked");
        return problem(409, {
          title: "Conflict",
          detail: "It was revoked, which is final.",
          state: "revoked",
          version: 4,
        });
      }),
    );
    renderAt(page);
    const dialog = await ask("Suspend");
    await user.selectOptions(within(dialog).getByRole("combobox", { name: "Reason" }), "Other reason");
    await user.click(within(dialog).getByRole("button", { name: "Suspend" }));
    expect(await within(dialog).findByText("It was revoked, which is final.")).toBeInTheDocument();
    await waitFor(() => expect(within(dialog).getByRole("button", { name: "Suspend" })).toBeDisabled());
  });

  test("the service's errors are shown at their fields", async () => {
    server.use(
      http.post(`*/api/v1/credentials/${shown.id}/suspend`, () =>
        problem(400, { title: "Bad", errors: { note: ["is odd"], reason: ["is unknown"] } }),
      ),
    );
    renderAt(page);
    const dialog = await ask("Suspend");
    await user.selectOptions(within(dialog).getByRole("combobox", { name: "Reason" }), "Other reason");
    await user.click(within(dialog).getByRole("button", { name: "Suspend" }));
    expect(await within(dialog).findByText("is odd")).toBeInTheDocument();
    expect(within(dialog).getByText("is unknown")).toBeInTheDocument();
    expect(within(dialog).queryByRole("alert")).not.toBeInTheDocument();
  });

  test("replacing starts from what is there, sends only what changes, and leads to the new one", async () => {
    const old = credential({
      ...shown,
      metadata: { grade: "B" },
      status: status("superseded", { reason: "error", supersededBy: successorId }),
      version: 4,
    });
    served = credential({ ...shown, metadata: { grade: "B" } });
    const successor = credential({
      id: successorId,
      holderName: "Ada King",
      status: status("active", { supersedes: shown.id }),
    });
    server.use(
      http.get("*/api/v1/credentials/:id/record", () =>
        HttpResponse.json(record({ holderId: "m-17", holderEmail: "ada@example.org" })),
      ),
      http.get(`*/api/v1/credentials/${successorId}`, () => HttpResponse.json(successor)),
      http.post(`*/api/v1/credentials/${shown.id}/replace`, async ({ request }) => {
        sent.push({ path: "replace", ifMatch: request.headers.get("if-match"), body: await request.json() });
        return HttpResponse.json(
          { success: true, credential: successor, superseded: old, changed: true },
          { status: 201 },
        );
      }),
    );
    const router = renderAt(page);
    await waitFor(() => expect(screen.getByRole("button", { name: "Replace" })).toBeEnabled());
    const dialog = await ask("Replace");
    expect(await axeViolations()).toEqual([]);
    const field = (name: RegExp) => within(dialog).getByLabelText(name, { selector: "input" });
    expect(field(/^Your number/)).toHaveValue("m-17");
    expect(field(/^E-mail/)).toHaveValue("ada@example.org");
    expect(field(/^Valid until/)).toHaveValue(shown.expiryDate);
    expect(field(/^Value 1/)).toHaveValue("B");
    await user.selectOptions(within(dialog).getByRole("combobox", { name: "Reason" }), "It contains an error");
    await user.click(within(dialog).getByRole("button", { name: "Replace" }));
    expect(await within(dialog).findByText("Change at least one detail.")).toBeInTheDocument();
    await user.clear(field(/^Holder/));
    await user.type(field(/^Holder/), "Ada King");
    await user.clear(field(/^E-mail/));
    fireEvent.change(field(/^Valid until/), { target: { value: "" } });
    await user.click(within(dialog).getByRole("button", { name: "Replace" }));
    expect(await screen.findByRole("heading", { level: 1, name: "Ada King" })).toBeInTheDocument();
    expect(sent).toEqual([
      {
        path: "replace",
        ifMatch: '"3"',
        body: { reason: "error", holderName: "Ada King", expiryDate: null, holderEmail: null },
      },
    ]);
    expect(router.state.location.pathname).toBe(`/credentials/${successorId}`);
    await user.click(screen.getByRole("link", { name: `Replaces: ${shown.id}` }));
    expect(await screen.findByRole("heading", { level: 1, name: "Ada Lovelace" })).toBeInTheDocument();
    expect(screen.getByRole("link", { name: `Replaced by: ${successorId}` })).toBeInTheDocument();
  });

  test("a replacement of a registered type has the fields of its type, and says what it does not allow", async () => {
    const metadata = { programme: "Mathematics", award: "Bachelor of Science", conferredOn: "2026-05-01", room: "12" };
    served = credential({ ...shown, metadata });
    server.use(
      http.get("*/api/v1/credential-types", () =>
        HttpResponse.json({
          items: [{ ...credentialType(), name: shown.credentialType }],
          nextCursor: null,
          requireType: false,
        }),
      ),
      http.post(`*/api/v1/credentials/${shown.id}/replace`, async ({ request }) => {
        sent.push({ path: "replace", ifMatch: request.headers.get("if-match"), body: await request.json() });
        return problem(400, {
          errors: { "metadata.credits": ["This must be at most 5."] },
          faults: [{ pointer: "/metadata/credits", rule: "This must be at most 5.", kind: "number" }],
        });
      }),
    );
    renderAt(page);
    await waitFor(() => expect(screen.getByRole("button", { name: "Replace" })).toBeEnabled());
    const dialog = await ask("Replace");
    const programme = await within(dialog).findByLabelText(/^Programme/);
    expect(programme).toHaveValue("Mathematics");
    expect(within(dialog).getByLabelText(/^Award/)).toHaveValue("Bachelor of Science");
    expect(within(dialog).getByText(/leaves them out: .room/)).toBeVisible();
    expect(await axeViolations()).toEqual([]);
    await user.selectOptions(within(dialog).getByRole("combobox", { name: "Reason" }), "It contains an error");
    await user.clear(programme);
    await user.click(within(dialog).getByRole("button", { name: "Replace" }));
    expect(programme).toBeInvalid();
    expect(sent).toEqual([]);
    await user.type(programme, "Physics");
    await user.type(within(dialog).getByLabelText(/^Credits/), "180");
    await user.click(within(dialog).getByRole("button", { name: "Replace" }));
    expect(await within(dialog).findByText("This must be at most 5.")).toBeVisible();
    expect(sent[0]?.body).toEqual({
      reason: "error",
      metadata: { programme: "Physics", award: "Bachelor of Science", conferredOn: "2026-05-01", credits: 180 },
    });
  });

  test("renewing offers the same period again, and a first day that lies ahead", async () => {
    const year = credential({ ...shown, issueDate: addMonths(todayUtc(), -11), expiryDate: addMonths(todayUtc(), 1) });
    served = year;
    const successor = credential({ id: successorId, status: status("active", { supersedes: shown.id }) });
    server.use(
      http.get(`*/api/v1/credentials/${successorId}`, () => HttpResponse.json(successor)),
      http.post(`*/api/v1/credentials/${shown.id}/renew`, async ({ request }) => {
        sent.push({ path: "renew", ifMatch: request.headers.get("if-match"), body: await request.json() });
        return HttpResponse.json(
          { success: true, credential: successor, superseded: year, changed: true },
          { status: 201 },
        );
      }),
    );
    const router = renderAt(page);
    const dialog = await ask("Renew");
    const expiry = within(dialog).getByLabelText(/^New last valid day/);
    const start = within(dialog).getByLabelText(/^Valid from/);
    expect(within(dialog).getByRole("radio", { name: "Same period as before" })).toBeChecked();
    expect(await axeViolations()).toEqual([]);
    fireEvent.change(expiry, { target: { value: "2020-01-01" } });
    await user.click(within(dialog).getByRole("button", { name: "Renew" }));
    expect(await within(dialog).findByText("Enter today's date or a later one.")).toBeInTheDocument();
    fireEvent.change(expiry, { target: { value: "" } });
    await user.click(within(dialog).getByRole("button", { name: "Renew" }));
    expect(await within(dialog).findByText("Enter the new last valid day.")).toBeInTheDocument();
    await user.click(within(dialog).getByRole("radio", { name: "Same period as before" }));
    fireEvent.change(start, { target: { value: addMonths(todayUtc(), 200) } });
    await user.click(within(dialog).getByRole("button", { name: "Renew" }));
    expect(await within(dialog).findByText("Enter a date within the next 10 years.")).toBeInTheDocument();
    fireEvent.change(start, { target: { value: year.expiryDate } });
    await user.click(within(dialog).getByRole("button", { name: "Renew" }));
    await waitFor(() => expect(router.state.location.pathname).toBe(`/credentials/${successorId}`));
    expect(sent).toEqual([
      {
        path: "renew",
        ifMatch: '"3"',
        body: { expiryDate: addMonths(year.expiryDate ?? "", 12), validFrom: year.expiryDate },
      },
    ]);
  });

  test("a link can ask for a change; anything else in the address is ignored", async () => {
    const router = renderAt(`${page}?change=renew`);
    expect(await screen.findByRole("dialog", { name: "Renew this credential" })).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(router.state.location.search).toEqual({}));
    await act(() =>
      router.navigate({ to: "/credentials/$id", params: { id: shown.id }, search: { change: "x" as never } }),
    );
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
  });

  test("the private part is marked as such, and missing where it could not be loaded", async () => {
    server.use(
      http.get("*/api/v1/credentials/:id/record", () =>
        HttpResponse.json(record({ holderId: "m-17", notes: [{ version: 2, note: "Invoice 7\nsent twice" }] })),
      ),
    );
    renderAt(page);
    const section = await screen.findByRole("region", { name: "Private" });
    expect(section).toHaveTextContent("Only your organisation sees this. Verifiers never do.");
    expect(await within(section).findByText("m-17")).toBeInTheDocument();
    expect(within(section).getByText("E-mail address").nextSibling).toHaveTextContent("None");
    expect(within(section).getByText(/Invoice 7/)).toHaveTextContent("Invoice 7 sent twice");
    expect(within(section).getByText("Version 2")).toBeInTheDocument();
  });

  test("without its record, the page goes on, and a replacement leaves the private part as it is", async () => {
    server.use(http.get("*/api/v1/credentials/:id/record", () => problem(403, { title: "Forbidden" })));
    renderAt(page);
    expect(await screen.findByText("The private details are unavailable right now.")).toBeInTheDocument();
    const dialog = await ask("Replace");
    expect(within(dialog).queryByLabelText(/^Your number/)).not.toBeInTheDocument();
  });

  test("who only operates the service sees the status but changes nothing", async () => {
    server.use(signedInAs({ roles: ["operator"] }));
    renderAt(page);
    expect(await screen.findByText("Active. Since May 4, 2026.")).toBeInTheDocument();
    expect(screen.queryByRole("group", { name: "Change the status" })).not.toBeInTheDocument();
  });

  test("a change by someone else appears live; an older one is ignored", async () => {
    renderAt(page);
    await screen.findByText("Active. Since May 4, 2026.");
    await expect.poll(() => FakeEventSource.latest.url).toContain(shown.id);
    const tell = (version: number, state: "suspended" | "revoked", of: "published" | "dead" = "published") =>
      act(() =>
        FakeEventSource.latest.send("delivery", {
          credentialId: shown.id,
          delivery: delivery(of),
          status: status(state),
          version,
        }),
      );
    served = credential({ ...shown, status: status("suspended"), version: 4 });
    tell(4, "suspended");
    expect(await screen.findByText("Suspended. Since May 4, 2026.")).toBeInTheDocument();
    tell(2, "revoked", "dead");
    expect(await screen.findByText("Delivery failed", { selector: ".mantine-Badge-label" })).toBeInTheDocument();
    expect(screen.queryByText(/^Revoked\./)).not.toBeInTheDocument();
    expect(screen.getByText("Version 4")).toBeInTheDocument();
  });

  test("the history names who changed the status, and follows the delivery of the latest version", async () => {
    const item = (action: string, second: number, actor = "system") => ({
      at: `2026-05-04T10:00:0${second}Z`,
      service: "issuance" as const,
      action,
      outcome: "done" as const,
      attempt: null,
      workerId: "w",
      actor,
      correlationId: null,
      traceId: null,
      detail: null,
    });
    server.use(
      http.get("*/api/v1/credentials/:id/delivery", () => HttpResponse.json(delivery("pending"))),
      http.get("*/api/v1/credentials/:id/history", () =>
        HttpResponse.json(
          history(shown.id, {
            items: [
              item("credential.issued", 0, "Grace Hopper"),
              item("event.published", 1),
              item("event.applied", 2),
              item("event.confirmed", 3),
              item("credential.suspended", 4, "Alan Turing"),
            ],
            verifications: counts({ total: 3, valid: 1, suspended: 2, lastAt: "2026-05-04T10:00:09Z" }),
          }),
        ),
      ),
    );
    renderAt(page);
    const section = await screen.findByRole("region", { name: "History" });
    const suspended = (await within(section).findByText("Suspended")).closest(".mantine-Timeline-item");
    expect(suspended).toHaveTextContent("by Alan Turing");
    expect(within(section).getByText("Issued").closest(".mantine-Timeline-item")).toHaveTextContent("by Grace Hopper");
    const pending = within(section).getByText("Known to the verifier").closest(".mantine-Timeline-item");
    expect(pending).toHaveTextContent("Not yet");
    const sendings = within(section).getAllByText("Sent to the verifier");
    expect(sendings).toHaveLength(2);
    expect(sendings[1]?.closest(".mantine-Timeline-item")).toHaveTextContent("Not yet");
    expect(within(section).getByText("1 valid, 2 suspended")).toBeInTheDocument();
  });
});
