import type { Correction, Holder, Share } from "@kubecredential/shared";
import { axeViolations, credential, problem, setupUser, status } from "@kubecredential/shared/testing";
import { screen, waitFor, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { renderAt, startServer } from "../testing";
import { fileName } from "./fileName";
import { holderTexts } from "./texts";

const server = startServer();
const texts = holderTexts.en;
const token = "A1b2C3d4A1b2C3d4A1b2C3d4A1b2C3d4A1b2C3d4xyz";
const page = `/h#${token}`;
let user: UserEvent;
let shown: Holder;
let isSignedIn: boolean;
let sent: { what: string; body?: unknown; csrf?: string | null }[];

const share = (overrides: Partial<Share> = {}): Share => ({
  id: "s1",
  label: "Example Ltd",
  createdAt: "2026-05-04T10:00:00Z",
  expiresAt: null,
  switchedOffAt: null,
  opened: 3,
  lastOpenedAt: "2026-05-05T10:00:00Z",
  ...overrides,
});

const correction = (overrides: Partial<Correction> = {}): Correction => ({
  id: "c1",
  credentialId: credential().id,
  holderName: "Ada Lovelace",
  credentialType: "Bachelor of Science",
  field: "holderName",
  current: "Ada Lovelace",
  proposed: "Ada King",
  note: null,
  state: "open",
  createdAt: "2026-05-04T10:00:00Z",
  answeredAt: null,
  answer: null,
  replacedBy: null,
  ...overrides,
});

const holder = (overrides: Partial<Holder> = {}): Holder => ({
  credential: credential({ metadata: { programme: "Mathematics", grade: "1.0" } }),
  status: status("active"),
  verifyAddress: "https://verify.example.org/v/0199c0de-0000-7000-8000-000000000001",
  certificate: {
    display: [
      {
        language: "en",
        title: "Academic degree",
        description: null,
        fields: [
          { name: "programme", label: "Programme", help: null },
          { name: "grade", label: "Mean grade", help: null },
        ],
      },
    ],
    design: { colour: "#1a4d8f", textColour: "#ffffff", background: null, logo: null },
    publicFields: ["programme"],
  },
  formats: ["vc", "vc-jwt"],
  papers: ["pdf", "png", "svg"],
  linkedIn: "https://www.linkedin.com/profile/add?name=Degree",
  email: "a•••@example.org",
  shares: [],
  corrections: [],
  sessionExpiresAt: new Date(Date.now() + 3_600_000).toISOString(),
  antiForgeryToken: "token-of-ada",
  ...overrides,
});

beforeEach(() => {
  user = setupUser();
  shown = holder();
  isSignedIn = false;
  sent = [];
  server.use(
    http.post("*/api/v1/holder/session", async ({ request }) => {
      sent.push({ what: "open", body: await request.json() });
      isSignedIn = true;
      return HttpResponse.json(shown);
    }),
    http.delete("*/api/v1/holder/session", ({ request }) => {
      sent.push({ what: "sign out", csrf: request.headers.get("X-CSRF-TOKEN") });
      isSignedIn = false;
      return new HttpResponse(null, { status: 204 });
    }),
    http.get("*/api/v1/holder", () =>
      isSignedIn ? HttpResponse.json(shown) : problem(401, { message: "Your session has ended." }),
    ),
  );
});

describe("the page", () => {
  test("opens with a personal link, once, and takes the token out of the address", async () => {
    const router = renderAt(page);
    expect(await screen.findByRole("heading", { level: 1, name: "Academic degree" })).toHaveFocus();
    expect(screen.getByText("Mean grade")).toBeVisible();
    expect(screen.getByText(/Hidden there:.*Mean grade/)).not.toHaveTextContent("Programme");
    expect(router.state.location.href).toBe("/h");
    expect(sent).toEqual([{ what: "open", body: { token } }]);
    // Nothing of the console: neither its navigation nor its sign-in.
    expect(screen.queryByRole("link", { name: "Issue" })).toBeNull();
    expect(screen.getByRole("link", { name: "Add to LinkedIn" })).toHaveAttribute("href", shown.linkedIn);
    expect(await axeViolations()).toEqual([]);
  });

  test("is there in Arabic, from right to left", async () => {
    localStorage.setItem("kubecredential.language", '"ar"');
    renderAt(page);
    expect(await screen.findByRole("button", { name: holderTexts.ar.signOut })).toBeVisible();
    expect(document.documentElement).toHaveAttribute("dir", "rtl");
    expect(document.documentElement).toHaveAttribute("lang", "ar");
    await user.selectOptions(screen.getByRole("combobox", { name: "اللغة" }), "English");
    expect(await screen.findByRole("button", { name: "Sign out" })).toBeVisible();
    expect(document.documentElement).toHaveAttribute("dir", "ltr");
  });

  test("stays after a reload while the session lasts, and says when it has ended", async () => {
    isSignedIn = true;
    renderAt("/h");
    await screen.findByRole("heading", { level: 1, name: "Academic degree" });
    expect(sent).toEqual([]);
    isSignedIn = false;
    server.use(http.post("*/api/v1/holder/shares", () => problem(401, { message: "Your session has ended." })));
    await user.click(screen.getByRole("button", { name: "Create share link" }));
    await user.click(await screen.findByRole("button", { name: "Create link" }));
    expect(await screen.findByRole("heading", { level: 1, name: texts.links.ended.title })).toBeVisible();
    expect(screen.queryByText("Ada Lovelace")).toBeNull();
  });

  test("signing out leaves nothing on it", async () => {
    renderAt(page);
    await user.click(await screen.findByRole("button", { name: "Sign out" }));
    expect(await screen.findByRole("heading", { level: 1, name: texts.links.signedOut.title })).toBeVisible();
    expect(screen.queryByText("Ada Lovelace")).toBeNull();
    expect(sent.at(-1)).toEqual({ what: "sign out", csrf: "token-of-ada" });
    expect(localStorage.getItem("kubecredential.holder")).toBeNull();
  });

  test("says that signing out has failed, and stays", async () => {
    server.use(http.delete("*/api/v1/holder/session", () => HttpResponse.error(), { once: true }));
    renderAt(page);
    await user.click(await screen.findByRole("button", { name: "Sign out" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("The service is unavailable");
    expect(screen.getByRole("heading", { level: 1, name: "Academic degree" })).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Sign out" }));
    expect(await screen.findByRole("heading", { level: 1, name: texts.links.signedOut.title })).toBeVisible();
  });

  test("says what a status means", async () => {
    const revoked = status("revoked", { reason: "withdrawn" });
    shown = holder({ credential: credential({ status: revoked }), status: revoked });
    renderAt(page);
    expect(await screen.findByText(/The issuer has revoked this credential/)).toBeVisible();
  });
});

describe("a link", () => {
  const refuses = (code: string, of = 410) =>
    server.use(http.post("*/api/v1/holder/session", () => problem(of, { message: "Gone.", code })));

  test.each([
    ["unknown", 404, false],
    ["used", 410, true],
    ["expired", 410, true],
    ["revoked", 410, false],
    ["erased", 410, false],
  ] as const)("that is %s says so, and what to do", async (code, of, mayAsk) => {
    refuses(code, of);
    server.use(
      http.post("*/api/v1/holder/new-link", async ({ request }) => {
        sent.push({ what: "new link", body: await request.json() });
        return HttpResponse.json({ message: "On its way." }, { status: 202 });
      }),
    );
    renderAt(page);
    expect(await screen.findByRole("heading", { level: 1, name: texts.links[code].title })).toBeVisible();
    const ask = screen.queryByRole("button", { name: "Send me a new link" });
    expect(ask !== null).toBe(mayAsk);
    if (!ask) return;
    await user.click(ask);
    expect(await screen.findByText(/a new one is on its way/)).toBeVisible();
    expect(sent).toEqual([{ what: "new link", body: { token } }]);
    expect(await axeViolations()).toEqual([]);
  });

  test("that is used up in this browser leads back to its own page, not to another's", async () => {
    const first = renderAt(page);
    await screen.findByRole("heading", { level: 1, name: "Academic degree" });
    refuses("used");
    shown = holder({ credential: credential({ holderName: "Ada King" }) });
    // The same link again, as from the message.
    await first.navigate({ to: "/h", hash: token });
    expect(await screen.findByText("Ada King")).toBeVisible();
    expect(first.state.location.href).toBe("/h");
    shown = holder({ credential: credential({ id: "0199c0de-0000-7000-8000-0000000000ff" }) });
    await first.navigate({ to: "/h", hash: token });
    expect(await screen.findByRole("heading", { level: 1, name: texts.links.used.title })).toBeVisible();
  });

  test("that no answer came for can be tried again", async () => {
    server.use(http.post("*/api/v1/holder/session", () => HttpResponse.error(), { once: true }));
    renderAt(page);
    expect(await screen.findByRole("heading", { level: 1, name: "Your credential" })).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("heading", { level: 1, name: "Academic degree" })).toBeVisible();
  });

  test("is needed", async () => {
    renderAt("/h");
    expect(await screen.findByRole("heading", { level: 1, name: texts.links.none.title })).toBeVisible();
  });
});

describe("papers", () => {
  test("are made as wanted, and saved under a name that says what they are", async () => {
    const saved: string[] = [];
    const asked: string[] = [];
    vi.spyOn(URL, "createObjectURL").mockReturnValue("blob:one");
    vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
      saved.push(this.download);
    });
    server.use(
      http.get("*/api/v1/holder/documents/:format", ({ request, params }) => {
        asked.push(`${params.format}${new URL(request.url).search}`);
        return params.format === "svg"
          ? problem(409, {
              message: "The service's own sentence.",
              code: "missingCharacter",
              field: "holderName",
              character: "U+1F600",
            })
          : new HttpResponse("%PDF", { headers: { "Content-Type": "application/pdf" } });
      }),
    );
    renderAt(page);
    const card = await screen.findByRole("region", { name: "Download" });
    await user.selectOptions(within(card).getByRole("combobox", { name: "Language of the file" }), "German");
    await user.selectOptions(within(card).getByRole("combobox", { name: "Paper size" }), "US Letter");
    await user.click(within(card).getByRole("button", { name: "PDF" }));
    await waitFor(() => expect(saved).toEqual(["Academic degree – Ada Lovelace.pdf"]));
    expect(asked).toEqual(["pdf?page=Letter&language=de"]);
    await user.click(within(card).getByRole("button", { name: "Picture (SVG)" }));
    expect(await within(card).findByText(/No font has the character .U\+1F600/)).toBeVisible();
    server.use(
      http.get("*/api/v1/holder/documents/png", () =>
        problem(409, { message: "The service's own sentence.", code: "longPaper" }),
      ),
    );
    await user.click(within(card).getByRole("button", { name: "Picture (PNG)" }));
    expect(await within(card).findByText("There is too much text for one picture. Use the PDF.")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Download: Verifiable Credential (JWT)" }));
    await waitFor(() => expect(saved.at(-1)).toBe(`${shown.credential.id}.vc-jwt.jwt`));
    vi.restoreAllMocks();
  });

  test.each([
    ["a/b", "c:d", "a b – c d.pdf"],
    ["..", "‮", "–.pdf"],
    ["x".repeat(300), "y", `${"x".repeat(100)}.pdf`],
  ])("%s of %s are in the file %s", (title, name, file) => {
    expect(fileName(title, name, "pdf")).toBe(file);
  });
});

describe("share links", () => {
  test("are made with an end, shown once, and switched off for good", async () => {
    shown = holder({ shares: [share({ id: "old", label: null, expiresAt: "2026-05-05T10:00:00Z" })] });
    server.use(
      http.post("*/api/v1/holder/shares", async ({ request }) => {
        const body = (await request.json()) as Share;
        sent.push({ what: "share", body, csrf: request.headers.get("X-CSRF-TOKEN") });
        return HttpResponse.json(
          share({ ...body, id: "new", opened: 0, lastOpenedAt: null, link: "https://verify.example.org/s#secret" }),
          { status: 201 },
        );
      }),
      http.post("*/api/v1/holder/shares/:id/switch-off", ({ params, request }) => {
        sent.push({ what: `switch off ${params.id}`, csrf: request.headers.get("X-CSRF-TOKEN") });
        return HttpResponse.json(
          share({ id: String(params.id), label: "Embassy", switchedOffAt: "2026-05-06T10:00:00Z" }),
        );
      }),
    );
    renderAt(page);
    const card = await screen.findByRole("region", { name: "Share everything" });
    expect(within(card).getByText("Expired")).toBeVisible();
    await user.click(within(card).getByRole("button", { name: "Create share link" }));
    const dialog = await screen.findByRole("dialog", { name: "Create share link" });
    await user.type(within(dialog).getByRole("textbox", { name: "For whom" }), "Embassy");
    await user.selectOptions(within(dialog).getByRole("combobox"), "Until a day I choose");
    await user.click(within(dialog).getByRole("button", { name: "Create link" }));
    expect(within(dialog).getByText("Choose a day in the future.")).toBeVisible();
    await user.selectOptions(within(dialog).getByRole("combobox"), "Until I switch it off");
    expect(await axeViolations()).toEqual([]);
    await user.click(within(dialog).getByRole("button", { name: "Create link" }));
    expect(await within(dialog).findByText("https://verify.example.org/s#secret")).toBeVisible();
    expect(sent.at(-1)).toEqual({
      what: "share",
      body: { label: "Embassy", expiresAt: null },
      csrf: "token-of-ada",
    });
    await user.click(within(dialog).getByRole("button", { name: "Done" }));
    expect(screen.queryByText("https://verify.example.org/s#secret")).toBeNull();
    await user.click(within(card).getByRole("button", { name: /Switch off: .Embassy/ }));
    const question = await screen.findByRole("dialog", { name: "Switch off this link?" });
    await user.click(within(question).getByRole("button", { name: "Switch off" }));
    expect(await within(card).findByText("Switched off")).toBeVisible();
    expect(sent.at(-1)).toEqual({ what: "switch off new", csrf: "token-of-ada" });
    expect(within(card).queryByRole("button", { name: /Switch off/ })).toBeNull();
  });
});

describe("a mistake in the name", () => {
  test("is reported, and its answer is shown", async () => {
    shown = holder({ corrections: [correction({ state: "declined", answer: "Titles are no part of it." })] });
    server.use(
      http.post("*/api/v1/holder/corrections", async ({ request }) => {
        const body = (await request.json()) as Correction;
        sent.push({ what: "report", body, csrf: request.headers.get("X-CSRF-TOKEN") });
        return HttpResponse.json(correction({ ...body, id: "c2" }), { status: 201 });
      }),
    );
    renderAt(page);
    const card = await screen.findByRole("region", { name: "Is your name wrong?" });
    expect(within(card).getByText(/Titles are no part of it/)).toBeVisible();
    await user.click(within(card).getByRole("button", { name: "Report a mistake" }));
    const name = within(card).getByRole("textbox", { name: /How your name/ });
    expect(name).toHaveFocus();
    await user.click(within(card).getByRole("button", { name: "Send" }));
    expect(within(card).getByText("This is how it is written now.")).toBeVisible();
    await user.clear(name);
    await user.type(name, " Ada King ");
    await user.click(within(card).getByRole("button", { name: "Send" }));
    expect(await within(card).findByText(/The issuer has received your request/)).toBeVisible();
    expect(within(card).getByText("Waiting for an answer")).toBeVisible();
    expect(sent.at(-1)).toEqual({
      what: "report",
      body: { field: "holderName", proposed: "Ada King", note: null },
      csrf: "token-of-ada",
    });
    expect(await axeViolations()).toEqual([]);
  });

  test("waits while three are open", async () => {
    shown = holder({ corrections: ["1", "2", "3"].map((id) => correction({ id })) });
    renderAt(page);
    expect(await screen.findByText(texts.corrections.tooMany)).toBeVisible();
    expect(screen.queryByRole("button", { name: "Report a mistake" })).toBeNull();
  });
});
