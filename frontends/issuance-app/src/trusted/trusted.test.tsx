import type { TrustedIssuer } from "@kubecredential/shared";
import { axeViolations, problem, setupUser } from "@kubecredential/shared/testing";
import { screen, waitFor, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test } from "vitest";
import { quietService, renderAt, signedInAs, startServer } from "../testing";

const server = startServer();
let user: UserEvent;
let issuers: TrustedIssuer[];
let orders: unknown[];

const issuer = (overrides: Partial<TrustedIssuer> = {}): TrustedIssuer => ({
  id: "0199c0de-0000-7000-8000-000000000001",
  did: "did:web:university.example",
  name: "Example University",
  types: ["Degree"],
  from: "2020-01-31",
  to: null,
  revision: 3,
  createdAt: "2026-05-04T10:00:00Z",
  createdBy: "key ops",
  changedAt: "2026-05-04T10:00:00Z",
  changedBy: "key ops",
  ...overrides,
});

beforeEach(() => {
  user = setupUser();
  issuers = [issuer()];
  orders = [];
  server.use(
    ...quietService,
    http.get("*/verifier/admin/trusted-issuers", () => HttpResponse.json({ items: issuers, nextCursor: null })),
    http.post("*/verifier/admin/trusted-issuers", async ({ request }) => {
      const body = (await request.json()) as Partial<TrustedIssuer>;
      orders.push(body);
      issuers = [issuer({ ...body, id: "new" }), ...issuers];
      return HttpResponse.json(issuers[0], { status: 201 });
    }),
    http.put("*/verifier/admin/trusted-issuers/:id", async ({ request, params }) => {
      const body = (await request.json()) as Partial<TrustedIssuer>;
      orders.push([params.id, request.headers.get("if-match"), body]);
      issuers = [issuer({ ...body, revision: 4 })];
      return HttpResponse.json(issuers[0]);
    }),
    http.delete("*/verifier/admin/trusted-issuers/:id", ({ params }) => {
      orders.push(["remove", params.id]);
      const [trustedIssuer] = issuers;
      issuers = [];
      return HttpResponse.json({ success: true, message: "…", trustedIssuer, workerId: "worker-v" });
    }),
  );
});

const open = async () => {
  renderAt("/operations/trusted-issuers");
  await screen.findByRole("heading", { level: 1, name: "Trusted issuers" });
};

test("an issuer is added, with a type in each line", async () => {
  issuers = [];
  await open();
  await screen.findByText("No trusted issuers yet");
  await user.click(screen.getByRole("button", { name: "Trust an issuer" }));
  const dialog = within(await screen.findByRole("dialog"));
  await user.type(dialog.getByLabelText(/^DID/), " did:web:college.example ");
  await user.type(dialog.getByLabelText(/^Name/), "College");
  await user.type(dialog.getByLabelText(/^Credential types/), "Degree{enter}{enter} Diploma ");
  await user.type(dialog.getByLabelText(/^Trusted until/), "2030-01-31");
  expect(await axeViolations()).toEqual([]);
  await user.click(dialog.getByRole("button", { name: "Trust an issuer" }));

  await screen.findByText("did:web:college.example");
  expect(orders).toEqual([
    { did: "did:web:college.example", name: "College", types: ["Degree", "Diploma"], to: "2030-01-31" },
  ]);
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});

test("what the service refuses is shown at its field", async () => {
  server.use(
    http.post("*/verifier/admin/trusted-issuers", () =>
      problem(400, { errors: { did: ["This must be a DID."], name: ["Enter a name."] } }),
    ),
  );
  await open();
  await user.click(await screen.findByRole("button", { name: "Trust an issuer" }));
  const dialog = within(await screen.findByRole("dialog"));
  await user.click(dialog.getByRole("button", { name: "Trust an issuer" }));

  await dialog.findByText("This must be a DID.");
  expect(dialog.getByLabelText(/^DID/)).toHaveAccessibleDescription(expect.stringContaining("This must be a DID."));
  expect(dialog.queryByRole("alert")).toBeNull();
});

test("an issuer is changed as it was shown", async () => {
  await open();
  await user.click(await screen.findByRole("button", { name: "Change Example University" }));
  const dialog = within(await screen.findByRole("dialog"));
  expect(dialog.getByLabelText(/^DID/)).toHaveAttribute("readonly");
  await user.clear(dialog.getByLabelText(/^Credential types/));
  await user.click(dialog.getByRole("button", { name: "Save" }));

  await screen.findByText("all types");
  expect(orders).toEqual([
    [
      issuer().id,
      '"3"',
      { did: "did:web:university.example", name: "Example University", types: [], from: "2020-01-31" },
    ],
  ]);
});

test("a change of somebody else is not overwritten", async () => {
  server.use(http.put("*/verifier/admin/trusted-issuers/:id", () => problem(412, { detail: "…" })));
  await open();
  await user.click(await screen.findByRole("button", { name: "Change Example University" }));
  await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Save" }));
  await screen.findByText(/Someone else has changed this entry/);
});

test("an issuer is removed after a confirmation", async () => {
  await open();
  await screen.findByText("from January 31, 2020");
  expect(await axeViolations()).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Remove Example University" }));
  await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Remove" }));

  await screen.findByText("No trusted issuers yet");
  expect(orders).toEqual([["remove", issuer().id]]);
});

test("only operators see it", async () => {
  server.use(signedInAs({ roles: ["auditor"] }));
  renderAt("/operations/trusted-issuers");
  await screen.findByRole("heading", { level: 1 });
  expect(screen.queryByText("did:web:university.example")).toBeNull();
});
