import type { Correction } from "@kubecredential/shared";
import { axeViolations, credential, problem, setupUser, status } from "@kubecredential/shared/testing";
import { screen, waitFor, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test } from "vitest";
import { quietService, renderAt, signedInAs, startServer } from "../testing";

const server = startServer();
const shown = credential();
const successorId = "0199c0de-0000-7000-8000-00000000beef";
let user: UserEvent;
let corrections: Correction[];
let sent: { what: string; body: unknown }[];

const correction = (overrides: Partial<Correction> = {}): Correction => ({
  id: "c1",
  credentialId: shown.id,
  holderName: "Ada Lovelace",
  credentialType: "Bachelor of Science",
  field: "holderName",
  current: "Ada Lovelace",
  proposed: "Ada King",
  note: "As in my passport.",
  state: "open",
  createdAt: "2026-05-04T10:00:00Z",
  answeredAt: null,
  answer: null,
  replacedBy: null,
  ...overrides,
});

beforeEach(() => {
  user = setupUser();
  corrections = [correction()];
  sent = [];
  server.use(
    ...quietService,
    http.get(`*/api/v1/credentials/${shown.id}`, () => HttpResponse.json(shown)),
    http.get("*/api/v1/corrections", ({ request }) => {
      const isOpen = new URL(request.url).searchParams.get("state") === "open";
      const open = corrections.filter(({ state }) => state === "open");
      return HttpResponse.json({
        corrections: isOpen ? open : corrections.filter(({ state }) => state !== "open"),
        nextCursor: null,
        open: open.length,
      });
    }),
    http.post("*/api/v1/corrections/:id/answer", async ({ request }) => {
      const body = (await request.json()) as { decision: Correction["state"]; note: string | null };
      sent.push({ what: "answer", body });
      corrections = corrections.map((one) => ({ ...one, state: body.decision, answer: body.note }));
      return HttpResponse.json(corrections[0]);
    }),
    http.post(`*/api/v1/credentials/${shown.id}/replace`, async ({ request }) => {
      sent.push({ what: "replace", body: await request.json() });
      return HttpResponse.json(
        {
          success: true,
          changed: true,
          credential: credential({ id: successorId, holderName: "Ada King" }),
          superseded: credential({ status: status("superseded", { supersededBy: successorId }), version: 2 }),
        },
        { status: 201 },
      );
    }),
  );
});

test("a mistake is corrected by a replacement that is filled in, and the holder is told which", async () => {
  renderAt("/holders");
  expect(await screen.findByText("As in my passport.")).toBeVisible();
  expect(screen.getByRole("link", { name: /Holders.*1 open correction/ })).toHaveAttribute("href", "/holders");
  expect(await axeViolations()).toEqual([]);
  await user.click(screen.getByRole("button", { name: /Replace the credential of .Ada Lovelace/ }));
  const dialog = await screen.findByRole("dialog", { name: "Replace this credential" });
  expect(within(dialog).getByRole("textbox", { name: /^Holder/ })).toHaveValue("Ada King");
  expect(within(dialog).getByRole("combobox", { name: "Reason" })).toHaveDisplayValue("It contains an error");
  const replace = within(dialog).getByRole("button", { name: "Replace" });
  await waitFor(() => expect(replace).toBeEnabled());
  await user.click(replace);
  expect(await screen.findByText(/The report is answered/)).toBeVisible();
  expect(sent).toEqual([
    { what: "replace", body: { reason: "error", holderName: "Ada King" } },
    { what: "answer", body: { decision: "corrected", note: null, replacedBy: successorId } },
  ]);
  expect(await screen.findByText("No open corrections")).toBeVisible();
});

test("an answer that did not arrive is sent again, without a second replacement", async () => {
  server.use(http.post("*/api/v1/corrections/:id/answer", () => HttpResponse.error(), { once: true }));
  renderAt("/holders");
  await user.click(await screen.findByRole("button", { name: /Replace the credential/ }));
  const replace = within(await screen.findByRole("dialog")).getByRole("button", { name: "Replace" });
  await waitFor(() => expect(replace).toBeEnabled());
  await user.click(replace);
  expect(await screen.findByText(/the holder has not been told/)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByText(/The report is answered/)).toBeVisible();
  expect(sent.map(({ what }) => what)).toEqual(["replace", "answer"]);
});

test("declining needs a reason, which the holder reads", async () => {
  const router = renderAt("/holders");
  await user.click(await screen.findByRole("button", { name: /Decline the correction of .Ada Lovelace/ }));
  const dialog = await screen.findByRole("dialog", { name: "Decline this correction?" });
  await user.click(within(dialog).getByRole("button", { name: "Decline" }));
  expect(within(dialog).getByText("Enter a reason.")).toBeVisible();
  await user.type(within(dialog).getByRole("textbox"), "This is how the register has it.");
  await user.click(within(dialog).getByRole("button", { name: "Decline" }));
  expect(await screen.findByText("Answer sent. The holder can read it on their page.")).toBeVisible();
  expect(sent).toEqual([
    {
      what: "answer",
      body: { decision: "declined", note: "This is how the register has it.", replacedBy: null },
    },
  ]);
  await user.click(screen.getByRole("radio", { name: "Answered" }));
  await waitFor(() => expect(router.state.location.search).toEqual({ state: "answered" }));
  expect(await screen.findByText("This is how the register has it.")).toBeVisible();
});

test("what can no longer be replaced says so", async () => {
  server.use(
    http.get(`*/api/v1/credentials/${shown.id}`, () =>
      HttpResponse.json(credential({ status: status("revoked", { reason: "error" }) })),
    ),
  );
  renderAt("/holders");
  await user.click(await screen.findByRole("button", { name: /Replace the credential/ }));
  expect(await screen.findByText(/can no longer be replaced/)).toBeVisible();
});

test("where it has been replaced already, the holder can still be told", async () => {
  server.use(
    http.get(`*/api/v1/credentials/${shown.id}`, () =>
      HttpResponse.json(credential({ status: status("superseded", { supersededBy: successorId }), version: 2 })),
    ),
  );
  renderAt("/holders");
  await user.click(await screen.findByRole("button", { name: /Replace the credential/ }));
  expect(await screen.findByText(/has already been replaced/)).toBeVisible();
  expect(screen.getByRole("link", { name: "New credential" })).toHaveAttribute("href", `/credentials/${successorId}`);
  expect(await axeViolations()).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Tell the holder" }));
  expect(await screen.findByText(/The report is answered/)).toBeVisible();
  expect(sent).toEqual([{ what: "answer", body: { decision: "corrected", note: null, replacedBy: successorId } }]);
});

test("what somebody else has answered says so", async () => {
  server.use(
    http.post("*/api/v1/corrections/:id/answer", () =>
      problem(409, { message: "The service's own sentence.", code: "answered" }),
    ),
  );
  renderAt("/holders");
  await user.click(await screen.findByRole("button", { name: /Decline the correction/ }));
  const dialog = await screen.findByRole("dialog");
  await user.type(within(dialog).getByRole("textbox"), "No.");
  await user.click(within(dialog).getByRole("button", { name: "Decline" }));
  expect(await within(dialog).findByText("Someone else has already answered it.")).toBeVisible();
});

test("operators read what is asked, and answer nothing", async () => {
  server.use(signedInAs({ roles: ["operator"] }));
  renderAt("/holders");
  expect(await screen.findByText("As in my passport.")).toBeVisible();
  expect(screen.queryByRole("button", { name: /Replace|Decline/ })).toBeNull();
});

test("without the number, the navigation works", async () => {
  server.use(http.get("*/api/v1/corrections", () => problem(503, { message: "Busy." })));
  renderAt("/credentials");
  expect(await screen.findByRole("link", { name: "Holders" })).toBeVisible();
});
