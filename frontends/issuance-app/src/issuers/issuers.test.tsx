import type { Issuer, IssuerKey } from "@kubecredential/shared";
import { axeViolations, credential, problem, setupUser } from "@kubecredential/shared/testing";
import { screen, waitFor, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, test } from "vitest";
import { quietService, renderAt, signedInAs, startServer } from "../testing";
import { largestLogo, readLogo } from "./logo";

const server = startServer();
let user: UserEvent;
let issuers: Issuer[];
let asked: string[];
let orders: unknown[];

const issuer = (overrides: Partial<Issuer> = {}): Issuer => ({
  name: "Example University",
  slug: "example-university",
  did: "did:web:credentials.example.org:issuers:example-university",
  website: "https://www.example.org/",
  contact: "registrar@example.org",
  logo: null,
  registeredAt: "2026-05-04T10:00:00Z",
  updatedAt: "2026-05-04T10:00:00Z",
  revision: 1,
  ...overrides,
});

const key = (keyId: string, overrides: Partial<IssuerKey> = {}): IssuerKey => ({
  keyId,
  algorithm: "Ed25519",
  state: "active",
  createdAt: "2026-05-04T10:00:00Z",
  activatedAt: "2026-05-05T10:00:00Z",
  retiredAt: null,
  compromisedAt: null,
  ...overrides,
});

const keys = [
  key("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", { state: "upcoming", activatedAt: null }),
  key("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"),
  key("0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWx", { state: "compromised", compromisedAt: "2026-05-06T10:00:00Z" }),
];

const png = (size = 100) => {
  const bytes = new Uint8Array(size);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return bytes;
};

const answer = (found: Issuer) => HttpResponse.json(found, { headers: { ETag: `"${found.revision}"` } });

beforeEach(() => {
  user = setupUser();
  issuers = [issuer()];
  asked = [];
  orders = [];
  server.use(
    ...quietService,
    http.get("*/api/v1/issuers", ({ request }) => {
      const url = new URL(request.url);
      asked.push(url.search);
      const name = url.searchParams.get("name")?.toLowerCase() ?? "";
      return HttpResponse.json({
        items: issuers.filter((one) => one.name.toLowerCase().startsWith(name)),
        nextCursor: null,
        registerOnFirstUse: false,
      });
    }),
    http.post("*/api/v1/issuers", async ({ request }) => {
      const body = (await request.json()) as Partial<Issuer>;
      orders.push(body);
      issuers = [issuer({ website: null, contact: null, slug: "new", ...body }), ...issuers];
      return HttpResponse.json(issuers[0], { status: 201 });
    }),
    http.get("*/api/v1/issuers/:slug", ({ params }) => {
      const found = issuers.find((one) => one.slug === params.slug);
      return found ? answer(found) : problem(404, { detail: "No issuer of this name is registered here." });
    }),
    http.put("*/api/v1/issuers/:slug", async ({ request, params }) => {
      const body = (await request.json()) as Partial<Issuer>;
      const expected = request.headers.get("if-match");
      orders.push([expected, body]);
      const now = issuers.find((one) => one.slug === params.slug) ?? issuer();
      if (expected !== `"${now.revision}"`) return problem(412, { detail: "It has changed." });
      return answer(change({ website: null, contact: null, ...body }));
    }),
    http.put("*/api/v1/issuers/:slug/logo", async ({ request }) => {
      const bytes = (await request.arrayBuffer()).byteLength;
      orders.push([request.headers.get("if-match"), request.headers.get("content-type"), bytes]);
      return answer(change({ logo: "/issuers/example-university/logo?v=2" }));
    }),
    http.delete("*/api/v1/issuers/:slug/logo", ({ request }) => {
      orders.push(["remove", request.headers.get("if-match")]);
      return answer(change({ logo: null }));
    }),
    http.get("*/api/v1/issuers/:slug/keys", () => HttpResponse.json({ items: keys })),
  );
});

function change(part: Partial<Issuer>): Issuer {
  const now = issuers[0] ?? issuer();
  const next = { ...now, ...part, revision: now.revision + 1 };
  issuers = [next];
  return next;
}

const heading = (name: string) => screen.findByRole("heading", { level: 1, name });
const section = (name: string) => within(screen.getByRole("region", { name }));
const profilePage = async () => {
  const router = renderAt("/issuers/example-university");
  await heading("Example University");
  return router;
};

describe("the list", () => {
  test("shows logo or initials, domain and since when; searches by name; loads more", async () => {
    issuers = [
      issuer({ logo: "/issuers/example-university/logo?v=3" }),
      issuer({ name: "Zuse-Institut", slug: "zuse", website: null }),
    ];
    server.use(
      http.get("*/api/v1/issuers", ({ request }) =>
        new URL(request.url).searchParams.has("cursor")
          ? HttpResponse.json({
              items: [issuer({ name: "Third", slug: "third" })],
              nextCursor: null,
              registerOnFirstUse: true,
            })
          : HttpResponse.json({ items: issuers, nextCursor: "zuse", registerOnFirstUse: true }),
      ),
    );
    renderAt("/issuers");
    await heading("Issuers");
    const table = await screen.findByRole("table", { name: "Issuers" });
    const [, first, second] = within(table).getAllByRole("row");
    expect(first?.querySelector("img")).toHaveAttribute("src", "/issuers/example-university/logo?v=3");
    expect(first).toHaveTextContent("www.example.orgMay 4, 2026");
    expect(second).toHaveTextContent("ZIZuse-Institut–May 4, 2026");
    expect(screen.getByText(/registers an issuer with its first credential/)).toBeInTheDocument();
    expect(screen.getByRole("link", { name: "Issuers" })).toHaveAttribute("aria-current", "page");
    await user.click(screen.getByRole("button", { name: "Load more" }));
    expect(await within(table).findByRole("link", { name: "Third" })).toHaveAttribute("href", "/issuers/third");
    expect(screen.getByText("3 issuers shown")).toBeInTheDocument();
    expect(await axeViolations()).toEqual([]);
  });

  test("the search is sent and kept in the URL", async () => {
    const router = renderAt("/issuers?name=Exam");
    await screen.findByRole("table");
    expect(asked).toEqual(["?limit=50&name=Exam"]);
    const field = screen.getByRole("textbox", { name: "Name" });
    expect(field).toHaveValue("Exam");
    await user.type(field, "x");
    expect(await screen.findByText("No matches")).toBeInTheDocument();
    expect(router.state.location.search).toEqual({ name: "Examx" });
    await user.click(screen.getByRole("button", { name: "Clear search" }));
    await screen.findByRole("table");
    expect(field).toHaveValue("");
  });

  test("empty, it explains what issuers are for", async () => {
    issuers = [];
    renderAt("/issuers");
    expect(await screen.findByText("No issuers yet")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Register issuer" })).toBeInTheDocument();
    expect(await axeViolations()).toEqual([]);
  });

  test("who is limited to an organisation sees that one only, and registers nothing but it", async () => {
    server.use(signedInAs({ roles: ["issuer"], organisation: "Example University" }));
    renderAt("/issuers?name=Zuse");
    await screen.findByRole("table");
    expect(asked).toEqual(["?limit=50"]);
    expect(screen.queryByRole("search")).toBeNull();
    expect(screen.queryByRole("button", { name: "Register issuer" })).toBeNull();
  });

  test("who is limited to an organisation that is not registered yet may register it", async () => {
    server.use(signedInAs({ roles: ["issuer"], organisation: "Example University" }));
    issuers = [];
    renderAt("/issuers");
    await user.click(await screen.findByRole("button", { name: "Register issuer" }));
    const name = await screen.findByRole("textbox", { name: /^Name/ });
    expect(name).toHaveValue("Example University");
    expect(name).toHaveAttribute("readonly");
  });

  test("auditors have no access", async () => {
    server.use(signedInAs({ roles: ["auditor"] }));
    renderAt("/issuers");
    await heading("You do not have access to this page");
    expect(screen.queryByRole("link", { name: "Issuers" })).toBeNull();
  });
});

describe("registering", () => {
  const dialog = async () => within(await screen.findByRole("dialog", { name: "Register issuer" }));
  const submit = async () => user.click((await dialog()).getByRole("button", { name: "Register issuer" }));

  test("begins with the name of the link, and leads to the new profile", async () => {
    const router = renderAt("/issuers?register=New+College");
    const fields = await dialog();
    expect(fields.getByRole("textbox", { name: /^Name/ })).toHaveValue("New College");
    await user.type(fields.getByRole("textbox", { name: /^Web address/ }), "https://münchen.example/a");
    expect(await axeViolations()).toEqual([]);
    await submit();
    await heading("New College");
    expect(router.state.location.href).toBe("/issuers/new");
    expect(orders).toEqual([{ name: "New College", website: "https://xn--mnchen-3ya.example/a" }]);
  });

  test("what the service would refuse is not sent", async () => {
    renderAt("/issuers");
    await user.click(await screen.findByRole("button", { name: "Register issuer" }));
    const fields = await dialog();
    await user.type(fields.getByRole("textbox", { name: /^Web address/ }), "www.example.org");
    await user.type(fields.getByRole("textbox", { name: /^E-mail address/ }), "registrar");
    await user.type(fields.getByRole("textbox", { name: /^Short name/ }), "Example--U");
    await submit();
    for (const error of [
      "Enter the issuer's name.",
      "Enter a complete web address, such as https://www.example.org.",
      "Enter a complete e-mail address.",
      "Use 1 to 64 characters: a to z, 0 to 9, and single hyphens between them.",
    ]) {
      expect(await fields.findByText(error)).toBeInTheDocument();
    }
    expect(orders).toEqual([]);
    await user.click(fields.getByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  test.each([
    [409, "name", /^Name/, "An issuer with this name is already registered."],
    [409, "slug", /^Short name/, "Another issuer has this short name. Enter another one."],
    [403, "name", /^Name/, "What the service says."],
    [400, "website", /^Web address/, "What the service says."],
  ])("a refusal (%i) is shown at its field: %s", async (status, field, label, message) => {
    server.use(
      http.post("*/api/v1/issuers", () => problem(status, { errors: { [field]: ["What the service says."] } })),
    );
    renderAt("/issuers?register=Example+University");
    await submit();
    const fields = await dialog();
    expect(await fields.findByText(message)).toBeInTheDocument();
    expect(fields.getByRole("textbox", { name: label })).toBeInvalid();
    expect(fields.queryByText("The request was rejected")).toBeNull();
  });

  test("any other error is shown as such", async () => {
    server.use(http.post("*/api/v1/issuers", () => HttpResponse.error()));
    renderAt("/issuers?register=Example+University");
    await submit();
    expect(await (await dialog()).findByRole("alert")).toHaveTextContent("The service is unavailable");
  });
});

describe("a profile", () => {
  test("shows the DID, its document and the keys", async () => {
    await profilePage();
    expect(screen.getByText("did:web:credentials.example.org:issuers:example-university")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Copy DID" })).toBeInTheDocument();
    expect(screen.getByRole("link", { name: "Open DID document" })).toHaveAttribute(
      "href",
      "/issuers/example-university/did.json",
    );
    expect(screen.getByRole("link", { name: "www.example.org" })).toHaveAttribute("rel", "noopener noreferrer");
    expect(await screen.findByRole("table", { name: "Keys" })).toBeInTheDocument();
    expect(document.title).toContain("Example University");
    expect(await axeViolations()).toEqual([]);
  });

  test("says why there is no DID", async () => {
    issuers = [issuer({ did: null })];
    await profilePage();
    expect(screen.getByText(/Issuers:PublicAddress/)).toBeInTheDocument();
    expect(screen.queryByRole("link", { name: "Open DID document" })).toBeNull();
  });

  test("that is unknown is not an error of the service", async () => {
    renderAt("/issuers/unknown");
    await heading("Issuer not found");
    expect(await axeViolations()).toEqual([]);
  });

  test("is changed as it was shown; what is empty is removed", async () => {
    await profilePage();
    const profile = section("Profile");
    await user.clear(profile.getByRole("textbox", { name: /^E-mail address/ }));
    await user.click(profile.getByRole("button", { name: "Save profile" }));
    expect(await profile.findByText("The profile is saved.")).toBeInTheDocument();
    expect(orders).toEqual([['"1"', { website: "https://www.example.org/" }]]);
    await user.type(profile.getByRole("textbox", { name: /^E-mail address/ }), "office@example.org");
    await user.click(profile.getByRole("button", { name: "Save profile" }));
    await waitFor(() => expect(orders).toHaveLength(2));
    expect(orders[1]).toEqual(['"2"', { website: "https://www.example.org/", contact: "office@example.org" }]);
  });

  test("that someone else has changed is not overwritten unseen (412)", async () => {
    await profilePage();
    const profile = section("Profile");
    const website = profile.getByRole("textbox", { name: /^Web address/ });
    change({ website: "https://theirs.example.org/" });
    await user.clear(website);
    await user.type(website, "https://mine.example.org/");
    await user.click(profile.getByRole("button", { name: "Save profile" }));
    const alert = await profile.findByRole("alert");
    expect(alert).toHaveTextContent("Someone else has changed this profile");
    await waitFor(() => expect(alert).toHaveTextContent("https://theirs.example.org/"));
    expect(website).toHaveValue("https://mine.example.org/");
    expect(await axeViolations()).toEqual([]);

    await user.click(profile.getByRole("button", { name: "Save profile" }));
    expect(await profile.findByText("The profile is saved.")).toBeInTheDocument();
    expect(orders.map((order) => (order as [string])[0])).toEqual(['"1"', '"2"']);
    expect(screen.queryByRole("alert")).toBeNull();
  });

  test("after a conflict, one's own entries can be discarded", async () => {
    await profilePage();
    const profile = section("Profile");
    change({ website: null });
    await user.type(profile.getByRole("textbox", { name: /^E-mail address/ }), ".uk");
    await user.click(profile.getByRole("button", { name: "Save profile" }));
    await waitFor(async () => expect(await profile.findByRole("alert")).toHaveTextContent("Web address: none"));
    await user.click(profile.getByRole("button", { name: "Discard my entries" }));
    await waitFor(() => expect(profile.getByRole("textbox", { name: /^Web address/ })).toHaveValue(""));
    expect(profile.getByRole("textbox", { name: /^E-mail address/ })).toHaveValue("registrar@example.org");
    expect(screen.queryByRole("alert")).toBeNull();
  });

  test("refusals are shown at their fields", async () => {
    server.use(
      http.put("*/api/v1/issuers/:slug", () => problem(400, { errors: { contact: ["This is no address."] } })),
    );
    await profilePage();
    const profile = section("Profile");
    await user.click(profile.getByRole("button", { name: "Save profile" }));
    expect(await profile.findByText("This is no address.")).toBeInTheDocument();
    expect(profile.getByRole("textbox", { name: /^E-mail address/ })).toBeInvalid();
    expect(profile.queryByRole("alert")).toBeNull();
  });
});

describe("a logo", () => {
  const choose = (bytes: Uint8Array<ArrayBuffer>, name = "logo.png") => {
    const input = document.querySelector<HTMLInputElement>("input[type=file]");
    return user.upload(input as HTMLInputElement, new File([bytes], name, { type: "image/png" }));
  };

  test("is sent with its type and the revision shown, and can be removed", async () => {
    await profilePage();
    const logo = section("Logo");
    await choose(png());
    expect(await logo.findByText("The logo is saved.")).toBeInTheDocument();
    expect(document.querySelector("main img")).toHaveAttribute("src", "/issuers/example-university/logo?v=2");
    await user.click(logo.getByRole("button", { name: "Remove logo" }));
    expect(await logo.findByText("The logo is removed.")).toBeInTheDocument();
    expect(orders).toEqual([
      ['"1"', "image/png", 100],
      ["remove", '"2"'],
    ]);
    expect(logo.queryByRole("button", { name: "Remove logo" })).toBeNull();
  });

  test("that is too large or of another type is not sent, and the rule is said", async () => {
    await profilePage();
    const logo = section("Logo");
    await choose(png(largestLogo + 1));
    expect(await logo.findByRole("alert")).toHaveTextContent("This image has 49 KiB. Choose one of at most 48 KiB.");
    await choose(new TextEncoder().encode("<svg></svg>"));
    expect(await logo.findByText(/not a PNG, JPEG or WebP image/)).toBeInTheDocument();
    expect(logo.getByRole("button", { name: "Choose image" })).toHaveAccessibleDescription(/at most 48 KiB.*not a PNG/);
    expect(orders).toEqual([]);
    expect(await axeViolations()).toEqual([]);
  });

  test("that the service refuses is said in its words; a changed profile is reported", async () => {
    server.use(
      http.put("*/api/v1/issuers/:slug/logo", () => problem(400, { errors: { body: ["Send a picture."] } }), {
        once: true,
      }),
    );
    await profilePage();
    const logo = section("Logo");
    await choose(png());
    expect(await logo.findByRole("alert")).toHaveTextContent("Send a picture.");
    server.use(http.put("*/api/v1/issuers/:slug/logo", () => problem(412, { detail: "It has changed." })));
    await choose(png());
    expect(await logo.findByText(/Someone else has changed this profile/)).toBeInTheDocument();
  });

  test.each([
    ["image/png", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
    ["image/jpeg", [0xff, 0xd8, 0xff, 0xe0]],
    ["image/webp", [0x52, 0x49, 0x46, 0x46, 0, 0, 0, 0, 0x57, 0x45, 0x42, 0x50, 0]],
  ])("is recognised by its first bytes: %s", async (type, bytes) => {
    expect(await readLogo(new File([new Uint8Array(bytes)], "a.txt"))).toMatchObject({ type });
    expect(await readLogo(new File([new Uint8Array(bytes.slice(0, 2))], "a.png", { type }))).toBe("otherType");
  });
});

describe("keys", () => {
  test("issuers see them, shortened, with state and since when, and change nothing", async () => {
    server.use(signedInAs({ roles: ["issuer"] }));
    await profilePage();
    const table = within(await screen.findByRole("table", { name: "Keys" }));
    expect(table.getByText("Next")).toBeInTheDocument();
    expect(table.getByText("Active")).toBeInTheDocument();
    expect(table.getByText("Compromised")).toBeInTheDocument();
    expect(table.getByTitle("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")).toHaveTextContent(/^…HCTwXBygrS4k$/);
    expect(table.getByRole("button", { name: "Copy key ID …HCTwXBygrS4k" })).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Rotate keys" })).toBeNull();
    expect(screen.queryByRole("button", { name: /Report as compromised/ })).toBeNull();
  });

  test("operators rotate them after a confirmation", async () => {
    server.use(
      http.post("*/api/v1/issuers/:slug/keys/rotate", ({ params }) => {
        orders.push(params.slug);
        return HttpResponse.json({ items: keys });
      }),
    );
    await profilePage();
    await user.click(await screen.findByRole("button", { name: "Rotate keys" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Rotate the keys?" }));
    expect(orders).toEqual([]);
    await user.click(dialog.getByRole("button", { name: "Rotate keys" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(orders).toEqual(["example-university"]);
  });

  test("operators report one as compromised, with a reason", async () => {
    server.use(
      http.post("*/api/v1/issuers/:slug/keys/:keyId/compromise", ({ params, request }) => {
        orders.push([params.keyId, new URL(request.url).searchParams.get("reason")]);
        return HttpResponse.json({ items: keys });
      }),
    );
    await profilePage();
    const buttons = await screen.findAllByRole("button", { name: /^Report as compromised/ });
    expect(buttons).toHaveLength(2);
    await user.click(buttons[1] as HTMLElement);
    const dialog = within(await screen.findByRole("dialog", { name: "Report this key as compromised?" }));
    await user.click(dialog.getByRole("button", { name: "Report as compromised" }));
    expect(dialog.getByText("Enter a reason.")).toBeInTheDocument();
    await user.type(dialog.getByRole("textbox", { name: /^Reason/ }), "Laptop stolen");
    await user.click(dialog.getByRole("button", { name: "Report as compromised" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(orders).toEqual([["kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k", "Laptop stolen"]]);
  });
});

describe("elsewhere", () => {
  test("a credential's issuer leads to its profile", async () => {
    const { id } = credential();
    server.use(http.get(`*/api/v1/credentials/${id}`, () => HttpResponse.json(credential())));
    renderAt(`/credentials/${id}`);
    const card = within(await screen.findByRole("article", { name: /Ada Lovelace/ }));
    await user.click(card.getByRole("link", { name: "Example University" }));
    await screen.findByRole("table", { name: "Issuers" });
    expect(asked).toEqual(["?limit=50&name=Example%20University"]);
  });

  test("an issuer that is not registered is refused at its field, with a way to register it", async () => {
    server.use(
      http.post("*/api/v1/credentials/issue", () =>
        problem(400, { errors: { issuerName: ["No issuer of this name is registered here."] } }),
      ),
    );
    const router = renderAt("/");
    await heading("Issue a credential");
    await user.type(screen.getByLabelText(/^Holder/), "Ada Lovelace");
    await user.type(screen.getByLabelText(/^Credential type/, { selector: "input" }), "Degree");
    await user.type(screen.getByLabelText(/^Issuer/, { selector: "input" }), "New College");
    await user.click(screen.getByRole("button", { name: "Issue credential" }));
    expect(await screen.findByText("No issuer of this name is registered here.")).toBeInTheDocument();
    expect(screen.getByLabelText(/^Issuer/, { selector: "input" })).toBeInvalid();
    expect(screen.getByRole("link", { name: "Show registered issuers" })).toHaveAttribute("href", "/issuers");
    expect(await axeViolations()).toEqual([]);
    await user.click(screen.getByRole("link", { name: "Register this issuer" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Register issuer" }));
    expect(router.state.location.search).toEqual({ register: "New College" });
    expect(dialog.getByRole("textbox", { name: /^Name/ })).toHaveValue("New College");
  });
});
