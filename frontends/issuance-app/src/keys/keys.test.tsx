import type { ApiKey, SignedIn, SigningKey } from "@kubecredential/shared";
import { axeViolations, problem, setupUser } from "@kubecredential/shared/testing";
import { MutationCache } from "@tanstack/react-query";
import { screen, waitFor, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test, vi } from "vitest";
import { quietService, renderAt, signedInAs, startServer } from "../testing";

const server = startServer();
const at = "2026-05-04T10:00:00Z";
const secret = "kc_ada_secret";
let user: UserEvent;
let orders: unknown[];

const apiKey = (overrides: Partial<ApiKey> = {}): ApiKey => ({
  id: "ada",
  name: "Ada",
  roles: ["issuer"],
  organisation: "Example University",
  state: "active",
  createdAt: at,
  createdBy: "grace",
  expiresAt: "2030-01-01T00:00:00Z",
  lastUsedAt: null,
  revokedAt: null,
  replacedBy: null,
  ...overrides,
});

const signingKey = (overrides: Partial<SigningKey> = {}): SigningKey => ({
  keyId: "key-active",
  state: "active",
  createdAt: at,
  activatedAt: at,
  retiredAt: null,
  compromisedAt: null,
  signedAnew: 0,
  replacedAt: null,
  ...overrides,
});

const session = (overrides: Partial<SignedIn> = {}): SignedIn => ({
  id: "one",
  name: "Ada",
  actor: "key:ada",
  roles: [],
  organisation: null,
  signedInAt: at,
  lastUsedAt: at,
  expiresAt: at,
  current: false,
  ...overrides,
});

beforeEach(() => {
  user = setupUser();
  orders = [];
  const order = async ({ request }: { request: Request }) => {
    const { pathname, search } = new URL(request.url);
    const text = await request.text();
    orders.push([request.method, pathname + search, text && JSON.parse(text)]);
  };
  server.use(
    ...quietService,
    http.get("/admin/api-keys", () =>
      HttpResponse.json({
        items: [apiKey(), apiKey({ id: "old", name: "Old", state: "revoked", roles: ["operator", "auditor"] })],
        nextCursor: null,
      }),
    ),
    http.get("/verifier/admin/api-keys", () => HttpResponse.json({ items: [], nextCursor: null })),
    http.post(/\/admin\/api-keys/, async (call) => {
      await order(call);
      return HttpResponse.json(
        { success: true, message: "…", key: secret, apiKey: apiKey(), workerId: "w" },
        { status: 201 },
      );
    }),
    http.delete("/admin/api-keys/:id", async (call) => {
      await order(call);
      return HttpResponse.json({ success: true, message: "…", apiKey: apiKey(), workerId: "w" });
    }),
    http.post("/api/v1/session/link", () =>
      HttpResponse.json({ path: "/api/v1/session/start?token=one", expiresAt: at }),
    ),
    http.get("/admin/sessions", () =>
      HttpResponse.json({
        items: [
          session({ id: "own", name: "Grace", roles: ["operator"], current: true }),
          session({ id: "adas", name: "Ada", roles: ["issuer"], organisation: "Example University" }),
        ],
        nextCursor: null,
      }),
    ),
    http.delete("/admin/sessions/:id", async (call) => {
      await order(call);
      return new HttpResponse(null, { status: 204 });
    }),
    http.get("/admin/signing-keys", () =>
      HttpResponse.json({
        items: [signingKey({ keyId: "key-upcoming", state: "upcoming", activatedAt: null }), signingKey()],
      }),
    ),
    http.post(/\/admin\/signing-keys/, async (call) => {
      await order(call);
      return HttpResponse.json({ items: [signingKey()] });
    }),
  );
});

const card = (name: string) => screen.findByRole("region", { name });
const dialog = (name: string) => screen.findByRole("dialog", { name });

test("API keys are listed; revoking one asks for a reason", async () => {
  renderAt("/operations/keys");
  const rows = within(await card("API keys"));
  expect(
    await rows.findByRole("row", { name: /Ada Issuer, only .Example University. Active January 1, 2030 Never/ }),
  ).toBeVisible();
  expect(rows.getByRole("row", { name: /Old Operator, Auditor.+ Revoked/ })).toBeVisible();
  expect(rows.getAllByRole("button", { name: /^Revoke/ })).toHaveLength(1);
  expect(await axeViolations()).toEqual([]);
  await user.click(rows.getByRole("button", { name: /Revoke: .Ada/ }));
  const asked = await dialog("Revoke this key?");
  await user.type(within(asked).getByRole("textbox", { name: /^Reason/ }), "Lost");
  await user.click(within(asked).getByRole("button", { name: "Revoke" }));
  await waitFor(() => expect(orders).toEqual([["DELETE", "/admin/api-keys/ada?reason=Lost", ""]]));
});

test("who is signed in is listed; another's session is ended after a confirmation", async () => {
  renderAt("/operations/keys");
  const rows = within(await card("Who is signed in"));
  expect(await rows.findByRole("row", { name: /Grace.+This session Operator/ })).toBeVisible();
  expect(rows.getByRole("row", { name: /Ada Issuer, only .Example University/ })).toBeVisible();
  expect(rows.getAllByRole("button", { name: /^End session/ })).toHaveLength(1);
  expect(await axeViolations()).toEqual([]);
  await user.click(rows.getByRole("button", { name: /End session: .Ada/ }));
  const asked = await dialog("End this session?");
  expect(orders).toEqual([]);
  await user.click(within(asked).getByRole("button", { name: "End session" }));
  await waitFor(() => expect(orders).toEqual([["DELETE", "/admin/sessions/adas", ""]]));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});

test("without sessions, the page says so", async () => {
  server.use(http.get("/admin/sessions", () => HttpResponse.json({ items: [], nextCursor: null })));
  renderAt("/operations/keys");
  expect(await screen.findByText("Nobody is signed in")).toBeVisible();
});

test("a key is created for a service, and shown once", async () => {
  renderAt("/operations/keys");
  const rows = within(await card("API keys"));
  await user.click(rows.getByRole("radio", { name: "Verifier" }));
  expect(await rows.findByText("No API keys")).toBeVisible();
  await user.click(rows.getByRole("button", { name: "Create key" }));
  const form = await dialog("Create an API key");
  await user.click(within(form).getByRole("button", { name: "Create key" }));
  expect(within(form).getByText("Enter a name.")).toBeVisible();
  expect(within(form).getByText("Choose at least one role.")).toBeVisible();
  expect(await axeViolations()).toEqual([]);
  await user.type(within(form).getByRole("textbox", { name: /^Name/ }), " Import ");
  await user.click(within(form).getByRole("checkbox", { name: "Auditor" }));
  await user.type(within(form).getByLabelText("Last day"), "2030-12-31");
  await user.click(within(form).getByRole("button", { name: "Create key" }));
  const shown = await dialog("The new key");
  expect(within(shown).getByText(secret)).toBeVisible();
  expect(orders).toEqual([
    [
      "POST",
      "/verifier/admin/api-keys",
      { name: "Import", roles: ["auditor"], organisation: null, expiresAt: "2030-12-31T23:59:59Z" },
    ],
  ]);
  await user.click(within(shown).getByRole("button", { name: "Done" }));
  await waitFor(() => expect(screen.queryByText(secret)).toBeNull());
});

const fillIn = async (form: HTMLElement) => {
  await user.type(within(form).getByRole("textbox", { name: /^Name/ }), "Import");
  await user.click(within(form).getByRole("checkbox", { name: "Auditor" }));
};

test("a last day that is half typed, impossible or over is said at the field, and no key is created", async () => {
  renderAt("/operations/keys");
  await user.click(within(await card("API keys")).getByRole("button", { name: "Create key" }));
  const form = await dialog("Create an API key");
  await fillIn(form);
  const day = within(form).getByLabelText<HTMLInputElement>("Last day");
  const create = within(form).getByRole("button", { name: "Create key" });
  const fault = "Enter a complete day, today or later.";

  // What a browser reports of a day that is half typed: its value is empty.
  const whole = day.validity;
  Object.defineProperty(day, "validity", { value: { badInput: true }, configurable: true });
  await user.click(create);
  expect(within(form).getByText(fault)).toBeVisible();
  expect(day).toHaveFocus();
  expect(day).toBeInvalid();
  Object.defineProperty(day, "validity", { value: whole, configurable: true });

  for (const unusable of ["12030-12-31", "2020-01-01"]) {
    // A browser takes days that jsdom does not.
    day.type = "text";
    await user.clear(day);
    await user.type(day, unusable);
    await user.click(create);
    expect(within(form).getByText(fault)).toBeVisible();
  }
  expect(orders).toEqual([]);
});

test("what is refused at a field that the form does not have is shown, too", async () => {
  server.use(
    http.post("/admin/api-keys", () =>
      problem(400, { message: "Not now.", errors: { "$.source": ["The source is unknown."] } }),
    ),
  );
  renderAt("/operations/keys");
  await user.click(within(await card("API keys")).getByRole("button", { name: "Create key" }));
  const form = await dialog("Create an API key");
  await fillIn(form);
  await user.click(within(form).getByRole("button", { name: "Create key" }));
  expect(await within(form).findByRole("alert")).toHaveTextContent("Not now.");
});

test.each([
  ["created", "Create key", "Create an API key", "Create key"],
  ["rotated", /Rotate: .Ada/, "Rotate this key?", "Rotate"],
])("a dialog stays open until the key that is being %s is shown", async (_, open, title, confirm) => {
  let answer = () => {};
  const waits = new Promise<void>((resolve) => {
    answer = resolve;
  });
  server.use(
    http.post(/\/admin\/api-keys/, async () => {
      await waits;
      return HttpResponse.json(
        { success: true, message: "…", key: secret, apiKey: apiKey(), workerId: "w" },
        { status: 201 },
      );
    }),
  );
  renderAt("/operations/keys");
  await user.click(await within(await card("API keys")).findByRole("button", { name: open }));
  const form = await dialog(title);
  if (title === "Create an API key") await fillIn(form);
  await user.click(within(form).getByRole("button", { name: confirm }));
  expect(within(form).getByRole("button", { name: "Cancel" })).toBeDisabled();
  await user.keyboard("{Escape}");
  await user.click(within(form).getByRole("button", { name: "Close" }));
  expect(screen.getByRole("dialog", { name: title })).toBeVisible();
  answer();
  expect(within(await dialog("The new key")).getByText(secret)).toBeVisible();
  expect(screen.queryByRole("dialog", { name: title })).toBeNull();
});

test.each([
  ["created", "Create key", "Create an API key", "Create key"],
  ["rotated", /Rotate: .Ada/, "Rotate this key?", "Rotate"],
])("once a %s key has been shown, nothing holds it any more", async (_, open, title, confirm) => {
  const built = vi.spyOn(MutationCache.prototype, "build");
  renderAt("/operations/keys");
  await user.click(await within(await card("API keys")).findByRole("button", { name: open }));
  const form = await dialog(title);
  if (title === "Create an API key") await fillIn(form);
  await user.click(within(form).getByRole("button", { name: confirm }));
  const shown = await dialog("The new key");
  expect(within(shown).getByText("Key created")).toBeVisible();
  const cache = built.mock.contexts.at(-1) as MutationCache;
  const held = () => JSON.stringify(cache.getAll().map(({ state }) => state));
  expect(held()).toContain(secret);
  await user.click(within(shown).getByRole("button", { name: "Done" }));
  await waitFor(() => expect(held()).not.toContain(secret));
  expect(document.body.innerHTML).not.toContain(secret);
  // While the dialog closes, no empty block stands where the key was.
  expect(document.querySelector("[role=dialog] pre")).toBeNull();
  built.mockRestore();
});

test("a key is rotated, and a link signs in elsewhere", async () => {
  renderAt("/operations/keys");
  await user.click(await within(await card("API keys")).findByRole("button", { name: /Rotate: .Ada/ }));
  await user.click(within(await dialog("Rotate this key?")).getByRole("button", { name: "Rotate" }));
  await user.click(within(await dialog("The new key")).getByRole("button", { name: "Done" }));
  expect(orders).toEqual([["POST", "/admin/api-keys/ada/rotate", {}]]);
  await user.click(screen.getByRole("button", { name: "Create sign-in link" }));
  const shown = await dialog("Sign in on another device");
  expect(within(shown).getByText(`${location.origin}/api/v1/session/start?token=one`)).toBeVisible();
});

test("signing keys are rotated and reported, as those of issuers", async () => {
  renderAt("/operations/keys");
  const rows = within(await card("Signing keys"));
  expect(await rows.findByText("Next")).toBeVisible();
  expect(rows.queryByText("Algorithm")).toBeNull();
  await user.click(rows.getByRole("button", { name: "Rotate keys" }));
  await user.click(within(await dialog("Rotate the keys?")).getByRole("button", { name: "Rotate keys" }));
  await waitFor(() => expect(orders).toEqual([["POST", "/admin/signing-keys/rotate", ""]]));
  await user.click(rows.getByRole("button", { name: /Report as compromised: …key-active/ }));
  const asked = await dialog("Report this key as compromised?");
  await user.type(within(asked).getByRole("textbox", { name: /^Reason/ }), "Copied");
  await user.click(within(asked).getByRole("button", { name: "Report as compromised" }));
  await waitFor(() =>
    expect(orders[1]).toEqual(["POST", "/admin/signing-keys/key-active/compromise?reason=Copied", ""]),
  );
});

test("registrars have no access", async () => {
  server.use(signedInAs({ roles: ["issuer"] }));
  renderAt("/operations/keys");
  expect(await screen.findByRole("heading", { name: "You do not have access to this page" })).toBeVisible();
});
