import type { Session } from "@kubecredential/shared";
import { axeViolations, FakeEventSource, problem, setupUser } from "@kubecredential/shared/testing";
import { act, screen, waitFor, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { nobody, quietService, renderAt, session, startServer } from "../testing";
import { askForSessionEarly, channelName } from "./useSession";

const server = startServer();
const key = "kc_grace_not-a-real-secret";
let user: UserEvent;
/** Who is signed in at the service; null if nobody is. */
let signedIn: Partial<Session> | null;
/** Whose key it is. */
let owner: Partial<Session>;
let asked: string[];
let ways: Session["ways"];

const now = () => session({ ...(signedIn ?? nobody), ways });
const refused = () => problem(401, { message: "Show a key." });

beforeEach(() => {
  user = setupUser();
  signedIn = null;
  owner = {};
  asked = [];
  ways = { key: true, openIdConnect: false };
  server.use(
    http.get("*/api/v1/session", () => HttpResponse.json(now())),
    http.post("*/api/v1/session", async ({ request }) => {
      const given = ((await request.json()) as { key: string }).key;
      if (given !== key) return problem(401, { message: "This key cannot be used to sign in." });
      signedIn = owner;
      return HttpResponse.json(now());
    }),
    http.delete("*/api/v1/session", ({ request }) => {
      asked.push(`sign out with ${request.headers.get("x-csrf-token")}`);
      signedIn = null;
      return new HttpResponse(null, { status: 204 });
    }),
    http.post("*/api/v1/credentials/issue", () => (signedIn ? problem(503, {}) : refused())),
    ...quietService,
  );
});

afterEach(() => {
  globalThis.kubeCredentialConfig = undefined;
});

const heading = (name: string) => screen.findByRole("heading", { level: 1, name });
const keyField = () => screen.getByLabelText(/^API key/);
const links = () => within(screen.getByRole("navigation", { name: "Main" })).getAllByRole("link");

async function signIn(text = key) {
  await heading("Sign in");
  await user.type(keyField(), text);
  await user.click(screen.getByRole("button", { name: "Sign in" }));
}

describe("signed out", () => {
  test("every address shows the sign-in page, and its own page after signing in", async () => {
    const router = renderAt("/credentials?state=confirmed");
    await heading("Sign in");
    expect(keyField()).toHaveFocus();
    expect(keyField()).toHaveAttribute("type", "password");
    expect(keyField()).toHaveAttribute("autocomplete", "off");
    expect(links().map((link) => link.textContent)).toEqual(["Verify"]);
    expect(screen.queryByRole("alert")).toBeNull();
    expect(FakeEventSource.opened).toEqual([]);
    expect(await axeViolations()).toEqual([]);

    await signIn();

    await heading("Credentials");
    expect(router.state.location.href).toBe("/credentials?state=confirmed");
    expect(screen.getByRole("main")).toHaveFocus();
    expect(document.body.innerHTML + JSON.stringify(localStorage)).not.toContain("secret");
  });

  test("errors of a missing and a refused key are shown at the field, which is then empty and focused", async () => {
    renderAt("/");
    await heading("Sign in");
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    expect(screen.getByRole("alert")).toHaveTextContent("Enter your API key.");
    expect(keyField()).toHaveFocus();

    await signIn("kc_grace_mistyped");

    await waitFor(() => expect(screen.getByRole("alert")).toHaveTextContent("This key was not accepted."));
    expect(keyField()).toBeInvalid();
    expect(keyField()).toHaveValue("");
    expect(keyField()).toHaveFocus();
    expect(await axeViolations()).toEqual([]);
  });

  test("an unavailable service is reported before and while signing in", async () => {
    server.use(http.get("*/api/v1/session", () => HttpResponse.error(), { once: true }));
    renderAt("/");
    expect(await screen.findByRole("alert")).toHaveTextContent("The service is unavailable");
    await user.click(screen.getByRole("button", { name: "Try again" }));
    server.use(http.post("*/api/v1/session", () => HttpResponse.error(), { once: true }));
    await signIn();
    expect(await screen.findByRole("alert")).toHaveTextContent("The service is unavailable");
    await signIn();
    await heading("Issue a credential");
  });

  test("a configured provider is offered and leads back to the same address", async () => {
    ways = { key: true, openIdConnect: true };
    renderAt("/credentials?state=dead");
    await heading("Sign in");
    expect(screen.getByRole("link", { name: "Sign in with your organisation" })).toHaveAttribute(
      "href",
      "/api/v1/session/openid-connect?returnUrl=%2Fcredentials%3Fstate%3Ddead",
    );
    // The organisation's own way comes first: in order, in looks, and for the keyboard.
    expect(keyField()).not.toHaveFocus();
    const offers = [
      screen.getByRole("link", { name: /organisation/ }),
      screen.getByRole("button", { name: "Sign in" }),
    ];
    expect(offers.map((way) => way.getAttribute("data-variant"))).toEqual(["filled", "default"]);
  });

  test.each([
    ["link", "This sign-in link has expired or was already used."],
    ["failed", "Signing in with your organisation failed."],
  ])(
    "redirected by the service, it says why (%s), and the parameter is removed from the address",
    async (reason, sentence) => {
      const router = renderAt(`/?signIn=${reason}`);
      await heading("Sign in");
      expect(screen.getByRole("alert")).toHaveTextContent(sentence);
      await waitFor(() => expect(router.state.location.href).toBe("/"));
      expect(screen.getByRole("alert")).toHaveTextContent(sentence);
    },
  );
});

describe("signed in", () => {
  beforeEach(() => {
    signedIn = owner;
  });

  test("the menu shows name, roles and organisation, and signs out", async () => {
    signedIn = { roles: ["issuer"], organisation: "Example University" };
    globalThis.kubeCredentialConfig = { apiReferenceUrl: "http://localhost:3000/scalar" };
    renderAt("/");
    await heading("Issue a credential");
    await user.type(screen.getByLabelText(/^Holder/), "Ada Lovelace");
    await user.click(screen.getByRole("button", { name: "Signed in as Grace Hopper" }));
    const menu = await screen.findByRole("dialog");
    expect(menu).toHaveTextContent("Grace Hopper");
    expect(menu).toHaveTextContent("Role: issuer");
    expect(menu).toHaveTextContent("Organisation: Example University");
    expect(within(menu).getByRole("link", { name: "API reference" })).toHaveAttribute(
      "href",
      "http://localhost:3000/scalar",
    );
    expect(await axeViolations()).toEqual([]);
    const stream = FakeEventSource.latest;

    await user.click(within(menu).getByRole("button", { name: "Sign out" }));

    await heading("Sign in");
    expect(asked).toEqual(["sign out with token-of-grace"]);
    expect(screen.getByRole("alert")).toHaveTextContent("You have signed out.");
    expect(stream.isClosed).toBe(true);
    owner = { roles: ["issuer"], organisation: "Example University" };
    await signIn();
    await heading("Issue a credential");
    expect(screen.getByLabelText(/^Holder/)).toHaveValue("");
  });

  test("an issuer bound to one organisation cannot enter another", async () => {
    signedIn = { roles: ["issuer"], organisation: "Example University" };
    renderAt("/");
    await heading("Issue a credential");
    const issuer = screen.getByLabelText(/^Issuer/, { selector: "input" });
    expect(issuer).toHaveValue("Example University");
    expect(issuer).toHaveAttribute("readonly");
  });

  test.each([
    ["auditor", "/", "It requires the role issuer.", ["Audit trail", "Verify"]],
    ["auditor", "/credentials", "It requires the role issuer or operator.", ["Audit trail", "Verify"]],
    [
      "issuer",
      "/operations",
      "It requires the role operator.",
      ["Issue", "Credentials", "Batches", "Renewals", "Holders", "Issuers", "Types", "Verify"],
    ],
    [
      "issuer",
      "/operations/audit",
      "It requires the role operator or auditor.",
      ["Issue", "Credentials", "Batches", "Renewals", "Holders", "Issuers", "Types", "Verify"],
    ],
    [
      "operator",
      "/",
      "It requires the role issuer.",
      ["Credentials", "Batches", "Holders", "Issuers", "Types", "Operations", "Verify"],
    ],
  ])("as %s, %s names the required role, and only allowed pages are linked", async (role, path, sentence, offered) => {
    signedIn = { roles: [role] };
    renderAt(path);
    await heading("You do not have access to this page");
    expect(screen.getByText(new RegExp(sentence))).toHaveTextContent(
      `You are signed in as Grace Hopper with the role ${role}.`,
    );
    expect(links().map((link) => link.textContent)).toEqual(offered);
    expect(await axeViolations()).toEqual([]);
  });

  test("an auditor gets the audit trail without links elsewhere, and no stream", async () => {
    signedIn = { roles: ["auditor"] };
    server.use(
      http.get("*/admin/audit", () => HttpResponse.json({ items: [], nextCursor: null })),
      http.get("*/api/v1/credentials/stream", () => problem(403, {})),
    );
    renderAt("/operations/audit");
    await heading("Audit trail");
    expect(screen.queryByRole("link", { name: "Delivery" })).toBeNull();
    expect(screen.queryByRole("status", { name: "Live updates" })).toBeNull();
    expect(FakeEventSource.opened).toEqual([]);
  });

  test("an operator is not invited to issue", async () => {
    signedIn = { roles: ["operator"] };
    renderAt("/credentials");
    await screen.findByText("No credentials yet");
    expect(screen.queryByRole("link", { name: "Issue a credential" })).toBeNull();
  });

  test("someone who may not issue gets their own start page", async () => {
    signedIn = null;
    owner = { roles: ["auditor"] };
    server.use(http.get("*/admin/audit", () => HttpResponse.json({ items: [], nextCursor: null })));
    const router = renderAt("/");
    await signIn();
    await heading("Audit trail");
    expect(router.state.location.pathname).toBe("/operations/audit");
  });
});

describe("a session that has ended", () => {
  beforeEach(() => {
    signedIn = owner;
  });

  async function fillInAndSend() {
    renderAt("/");
    await heading("Issue a credential");
    await user.type(screen.getByLabelText(/^Holder/), "Ada Lovelace");
    await user.type(screen.getByLabelText(/^Credential type/, { selector: "input" }), "Degree");
    await user.type(screen.getByLabelText(/^Issuer/, { selector: "input" }), "Example University");
    signedIn = null;
    await user.click(screen.getByRole("button", { name: "Issue credential" }));
    await heading("Sign in");
  }

  test("is noticed at the first refused request, and the form is restored after signing in", async () => {
    await fillInAndSend();
    expect(screen.getByRole("alert")).toHaveTextContent("Your session has ended.");
    expect(document.body).not.toHaveTextContent("Ada Lovelace");
    await signIn();
    await heading("Issue a credential");
    expect(screen.getByLabelText(/^Holder/)).toHaveValue("Ada Lovelace");
    expect(screen.getByLabelText(/^Issuer/, { selector: "input" })).toHaveValue("Example University");
  });

  test("a draft is not shown to anyone else", async () => {
    await fillInAndSend();
    owner = { name: "Somebody else" };
    await signIn();
    await heading("Issue a credential");
    expect(screen.getByLabelText(/^Holder/)).toHaveValue("");
  });

  test("is noticed when the stream breaks, and a stream that breaks for another reason changes nothing", async () => {
    renderAt("/");
    await heading("Issue a credential");
    act(() => FakeEventSource.latest.send("hello"));
    act(() => FakeEventSource.latest.break());
    expect(await screen.findByText("Reconnecting…")).toBeInTheDocument();
    expect(screen.getByRole("heading", { level: 1, name: "Issue a credential" })).toBeInTheDocument();
    signedIn = null;
    act(() => FakeEventSource.latest.break());
    await heading("Sign in");
    expect(FakeEventSource.latest.isClosed).toBe(true);
  });

  test("is noticed when another tab reports it", async () => {
    renderAt("/");
    await heading("Issue a credential");
    signedIn = null;
    const channel = new BroadcastChannel(channelName);
    channel.postMessage("changed");
    await heading("Sign in");
    channel.close();
  });

  test("is not assumed from a refused request while the service still knows the session", async () => {
    server.use(http.get("*/api/v1/credentials", refused));
    renderAt("/credentials");
    expect(await screen.findByRole("alert")).toHaveTextContent("Show a key.");
    expect(screen.getByRole("heading", { level: 1, name: "Credentials" })).toBeInTheDocument();
  });
});

describe("what the page has asked before the app was there", () => {
  const ahead = (response: Promise<Response>) => {
    globalThis.kubeCredentialAhead = { method: "GET", path: "/api/v1/session", startedAt: Date.now(), response };
  };
  afterEach(() => {
    globalThis.kubeCredentialAhead = undefined;
  });

  test("is the session, without another question", async () => {
    const asked = vi.fn();
    server.use(
      http.get("*/api/v1/session", () => {
        asked();
        return HttpResponse.json(session());
      }),
    );
    ahead(Promise.resolve(HttpResponse.json(session(nobody))));
    await askForSessionEarly();
    renderAt("/credentials");
    expect(await screen.findByRole("heading", { name: "Sign in" })).toBeVisible();
    expect(asked).not.toHaveBeenCalled();
  });

  test("is told if no answer came", async () => {
    ahead(Promise.reject(new TypeError("no network")));
    await askForSessionEarly();
    renderAt("/credentials");
    expect(await screen.findByRole("button", { name: "Try again" })).toBeVisible();
  });
});
