import type { Invitation } from "@kubecredential/shared";
import { axeViolations, credential, problem, setupUser } from "@kubecredential/shared/testing";
import { screen, waitFor, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, test } from "vitest";
import { quietService, record, renderAt, signedInAs, startServer } from "../testing";
import type { InvitationState } from "./states";

const server = startServer();
const shown = credential();
const page = `/credentials/${shown.id}`;
let user: UserEvent;
let made: Invitation[];
let sent: { what: string; body?: unknown }[];

const invitation = (state: InvitationState, overrides: Partial<Invitation> = {}): Invitation => ({
  id: `of-${state}`,
  credentialId: shown.id,
  holderName: "Ada Lovelace",
  delivery: "email",
  email: "ada@example.org",
  language: "en",
  state,
  createdAt: "2026-05-04T10:00:00Z",
  sentAt: null,
  openedAt: null,
  expiresAt: "2026-06-03T10:00:00Z",
  problem: null,
  batchId: null,
  ...overrides,
});

beforeEach(() => {
  user = setupUser();
  made = [];
  sent = [];
  const change = (what: "revoke" | "resend", state: InvitationState) =>
    http.post(`*/api/v1/invitations/:id/${what}`, ({ params }) => {
      sent.push({ what: `${what} ${params.id}` });
      made = made.map((one) => (one.id === params.id ? { ...one, state } : one));
      return HttpResponse.json(made.find(({ id }) => id === params.id));
    });
  server.use(
    http.get("*/api/v1/credentials/:id/record", () => HttpResponse.json(record({ holderEmail: "ada@example.org" }))),
    ...quietService,
    http.get(`*/api/v1/credentials/${shown.id}`, () => HttpResponse.json(shown)),
    http.get("*/api/v1/credentials/:id/invitations", () => HttpResponse.json({ invitations: made })),
    http.post("*/api/v1/credentials/:id/invitations", async ({ request }) => {
      const body = (await request.json()) as Invitation;
      sent.push({ what: "invite", body });
      const one = invitation(body.delivery === "link" ? "sent" : "queued", { ...body, id: "new" });
      made = [one, ...made];
      const link = "https://issuance.example.org/h#secret";
      return HttpResponse.json(body.delivery === "link" ? { ...one, link } : one, { status: 201 });
    }),
    change("revoke", "revoked"),
    change("resend", "queued"),
  );
});

describe("a holder", () => {
  const card = () => screen.findByRole("region", { name: "Holder's access" });

  test("is invited by e-mail to the known address, or another one", async () => {
    renderAt(page);
    expect(await within(await card()).findByText("The holder has not been invited yet.")).toBeVisible();
    await user.click(within(await card()).getByRole("button", { name: "Invite holder" }));
    const dialog = await screen.findByRole("dialog", { name: "Invite the holder" });
    const address = within(dialog).getByRole("textbox", { name: /E-mail address/ });
    await waitFor(() => expect(address).toHaveValue("ada@example.org"));
    await user.clear(address);
    await user.type(address, "ada");
    await user.click(within(dialog).getByRole("button", { name: "Send invitation" }));
    expect(within(dialog).getByText("Enter a complete e-mail address.")).toBeVisible();
    expect(address).toHaveFocus();
    expect(await axeViolations()).toEqual([]);
    await user.type(address, "@example.com");
    await user.selectOptions(within(dialog).getByRole("combobox"), "Arabic");
    await user.click(within(dialog).getByRole("button", { name: "Send invitation" }));
    expect(await screen.findByText("The invitation is on its way.")).toBeVisible();
    expect(sent).toEqual([{ what: "invite", body: { delivery: "email", email: "ada@example.com", language: "ar" } }]);
    expect(await within(await card()).findByText("Waiting")).toBeVisible();
    (await within(await card()).findByText("Waiting")).closest<HTMLElement>("[tabindex]")?.focus();
    expect(await screen.findByRole("tooltip", { name: "The message is about to be sent." })).toBeInTheDocument();
  });

  test("gets a link that is shown once", async () => {
    renderAt(page);
    await user.click(await within(await card()).findByRole("button", { name: "Invite holder" }));
    const dialog = await screen.findByRole("dialog");
    await user.click(within(dialog).getByRole("radio", { name: "Copy the link" }));
    await user.click(within(dialog).getByRole("button", { name: "Create link" }));
    expect(await within(dialog).findByText("https://issuance.example.org/h#secret")).toBeVisible();
    await user.click(within(dialog).getByRole("button", { name: "Done" }));
    await waitFor(() => expect(screen.queryByText(/h#secret/)).toBeNull());
    expect(sent[0]?.body).toEqual({ delivery: "link", email: null, language: "en" });
  });

  test("is not invited where that is refused, which says what to do instead", async () => {
    server.use(
      http.post("*/api/v1/credentials/:id/invitations", () =>
        problem(409, { message: "This service sends no e-mail.", code: "mailOff" }),
      ),
    );
    renderAt(page);
    await user.click(await within(await card()).findByRole("button", { name: "Invite holder" }));
    const dialog = await screen.findByRole("dialog");
    expect(await within(dialog).findByDisplayValue("ada@example.org")).toBeVisible();
    await user.click(within(dialog).getByRole("button", { name: "Send invitation" }));
    expect(await within(dialog).findByText(/Copy the link instead/)).toBeVisible();
  });

  test("whose message bounced is written to again; an invitation is withdrawn only once that is confirmed", async () => {
    made = [invitation("bounced", { problem: "The address does not exist." }), invitation("revoked")];
    renderAt(page);
    expect(await within(await card()).findByText("The address does not exist.")).toBeVisible();
    await user.click(within(await card()).getByRole("button", { name: /Send again: .Ada Lovelace/ }));
    expect(await within(await card()).findByText(/sent again, with a new link/)).toBeVisible();
    const revoke = within(await card()).getAllByRole("button", { name: /Revoke: .Ada Lovelace/ });
    expect(revoke).toHaveLength(1);
    await user.click(revoke[0] as HTMLElement);
    const dialog = await screen.findByRole("dialog", { name: "Revoke this invitation?" });
    expect(sent.map(({ what }) => what)).toEqual(["resend of-bounced"]);
    await user.click(within(dialog).getByRole("button", { name: "Revoke" }));
    await waitFor(() => expect(sent.at(-1)?.what).toBe("revoke of-bounced"));
    await waitFor(async () => expect(within(await card()).getAllByText("Revoked")).toHaveLength(2));
  });

  test("is invited by registrars only", async () => {
    server.use(signedInAs({ roles: ["operator"] }));
    made = [invitation("sent")];
    renderAt(page);
    expect(await within(await card()).findByText("Sent")).toBeVisible();
    expect(within(await card()).queryByRole("button")).toBeNull();
  });
});

test("all invitations are shown by state, which the address keeps", async () => {
  const asked: string[] = [];
  server.use(
    http.get("*/api/v1/invitations", ({ request }) => {
      const { searchParams } = new URL(request.url);
      searchParams.delete("limit");
      asked.push(searchParams.toString());
      const state = searchParams.get("state");
      return HttpResponse.json({
        invitations: [invitation("sent"), invitation("bounced", { holderName: "Emmy Noether" })].filter(
          (one) => state === null || one.state === state,
        ),
        nextCursor: null,
        counts: { queued: 0, sent: 1_200, opened: 0, bounced: 7, failed: 0, expired: 0, revoked: 0 },
      });
    }),
  );
  const router = renderAt("/holders/invitations?batch=b-1");
  const select = await screen.findByRole("combobox", { name: "State" });
  expect(await within(select).findByRole("option", { name: "Bounced (7)" })).toBeInTheDocument();
  await user.selectOptions(select, "Bounced (7)");
  await waitFor(() => expect(router.state.location.search).toEqual({ state: "bounced", batch: "b-1" }));
  expect(await screen.findByText("1 invitation")).toBeVisible();
  expect(screen.getByRole("link", { name: "Emmy Noether" })).toHaveAttribute("href", page);
  expect(screen.getByRole("link", { name: "Open the batch" })).toHaveAttribute("href", "/batches/b-1");
  expect(asked).toContain("state=bounced&batch=b-1");
  expect(await axeViolations()).toEqual([]);
  await user.click(screen.getByRole("link", { name: "Show all" }));
  await waitFor(() => expect(router.state.location.search).toEqual({ state: "bounced" }));
});
