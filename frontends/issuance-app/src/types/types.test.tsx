import type { CredentialType, TypeDefinition, TypeRequest } from "@kubecredential/shared";
import { axeViolations, problem, setupUser } from "@kubecredential/shared/testing";
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { quietService, renderAt, signedInAs, startServer } from "../testing";
import { credentialType } from "./testing";

const server = startServer();
let types: CredentialType[];
let asked: string[];
let sent: { path: string; body: Partial<TypeRequest> & TypeDefinition }[];
let user: UserEvent;

const page = "/credential-types/degree";
const pictureId = "a".repeat(64);

beforeEach(() => {
  types = [credentialType()];
  asked = [];
  sent = [];
  user = setupUser();
  const found = (id: unknown) => types.find((type) => type.id === id);
  server.use(
    http.get("*/api/v1/credential-types", ({ request }) => {
      const { searchParams } = new URL(request.url);
      asked.push(`${searchParams.get("state")} ${searchParams.get("name") ?? ""}`.trim());
      const items = types.filter(
        (type) =>
          type.state === (searchParams.get("state") ?? type.state) &&
          type.name.toLowerCase().startsWith(searchParams.get("name")?.toLowerCase() ?? ""),
      );
      return HttpResponse.json({ items, nextCursor: null, requireType: false });
    }),
    http.get("*/api/v1/credential-types/:id", ({ params }) =>
      found(params.id) ? HttpResponse.json(found(params.id)) : problem(404, { title: "Not found" }),
    ),
    http.get("*/api/v1/credential-types/:id/versions", ({ params }) =>
      HttpResponse.json({
        items: Array.from({ length: found(params.id)?.latestVersion ?? 0 }, (_, index) => ({
          version: (found(params.id)?.latestVersion ?? 0) - index,
          publishedAt: "2026-05-04T10:00:00Z",
          publishedBy: "Grace Hopper",
        })),
      }),
    ),
    http.get("*/api/v1/credential-types/:id/versions/:version", ({ params }) =>
      HttpResponse.json({ ...found(params.id), version: Number(params.version) }),
    ),
    http.post("*/api/v1/credential-types/:id/archive", ({ params }) => setState(params.id, "archived")),
    http.post("*/api/v1/credential-types/:id/restore", ({ params }) => setState(params.id, "active")),
    http.post("*/api/v1/credential-types/examples", () => {
      types = [credentialType()];
      return HttpResponse.json({ items: types, present: [] });
    }),
    http.post("*/api/v1/credential-types", async ({ request }) => {
      const body = (await request.json()) as (typeof sent)[number]["body"];
      sent.push({ path: "register", body });
      const type = { ...credentialType(), ...body, id: "made", latestVersion: 1, version: 1, definition: body };
      types = [...types, type as CredentialType];
      return HttpResponse.json(type, { status: 201 });
    }),
    http.post("*/api/v1/credential-types/:id/versions", async ({ request, params }) => {
      const body = (await request.json()) as (typeof sent)[number]["body"];
      sent.push({ path: String(params.id), body });
      const version = (found(params.id)?.latestVersion ?? 0) + 1;
      types = types.map((type) => ({ ...type, definition: body, latestVersion: version, version }));
      return HttpResponse.json(types[0], { status: 201 });
    }),
    http.post("*/api/v1/credential-types/pictures", ({ request }) => {
      asked.push(`picture ${request.headers.get("content-type")}`);
      const address = `/credential-types/pictures/${pictureId}`;
      return HttpResponse.json({ id: pictureId, address, mediaType: "image/png" }, { status: 201 });
    }),
    ...quietService,
  );

  function setState(id: unknown, state: CredentialType["state"]) {
    types = types.map((type) => (type.id === id ? { ...type, state } : type));
    return HttpResponse.json(found(id));
  }
});

const heading = (name: string | RegExp) => screen.findByRole("heading", { level: 1, name });
const button = (name: string | RegExp) => screen.getByRole("button", { name });
const field = (name: RegExp) => screen.getByLabelText(name, { selector: "input, textarea, select" });
const card = (name: RegExp) => screen.getByRole("group", { name });

describe("the list", () => {
  test("shows each type with its look, and finds by name and state", async () => {
    types = [
      credentialType(),
      { ...credentialType({ title: "Old" }), id: "old", name: "Old", state: "archived", issuer: "Example University" },
    ];
    const router = renderAt("/credential-types");
    await heading("Credential types");
    const list = await screen.findByRole("list", { name: "Credential types" });
    expect(
      within(list)
        .getAllByRole("link")
        .map((link) => link.getAttribute("href")),
    ).toEqual([page]);
    expect(list).toHaveTextContent("Academic degreeDegreeAttests a degree.Version 27 fieldsAll issuers");
    expect(await axeViolations()).toEqual([]);
    await user.click(screen.getByRole("radio", { name: "Archived" }));
    expect(await screen.findByRole("link", { name: "Old" })).toBeInTheDocument();
    expect(screen.getByText("Example University")).toBeInTheDocument();
    await user.type(field(/^Name/), "x");
    expect(await screen.findByText("No matches")).toBeInTheDocument();
    expect(router.state.location.href).toBe("/credential-types?state=archived&name=x");
    await user.click(button("Clear search"));
    await screen.findByRole("link", { name: "Old" });
    expect(asked).toContain("archived x");
  });

  test("empty, it offers the five examples", async () => {
    types = [];
    renderAt("/credential-types");
    expect(await screen.findByText("No credential types yet")).toBeInTheDocument();
    expect(await axeViolations()).toEqual([]);
    await user.click(button("Load the five examples"));
    expect(await screen.findByText("1 example was loaded.")).toBeInTheDocument();
    expect(await screen.findByRole("link", { name: "Academic degree" })).toBeInTheDocument();
  });

  test("what fails is said and can be tried again", async () => {
    server.use(http.get("*/api/v1/credential-types", () => problem(503, {}), { once: true }));
    renderAt("/credential-types");
    await user.click(await screen.findByRole("button", { name: "Try again" }));
    await screen.findByRole("link", { name: "Academic degree" });
  });
});

describe("a type's page", () => {
  test("says what it contains, shows a certificate, and leads to its versions and its schema", async () => {
    const router = renderAt(page);
    await heading("Academic degree");
    const rows = within(screen.getByRole("list", { name: "Fields" })).getAllByRole("listitem");
    expect(rows[1]).toHaveTextContent(
      "ProgrammerequiredpublicThe subject, such as Computer ScienceText, 1 to 150 charactersprogramme",
    );
    expect(rows[4]).toHaveTextContent("Mean gradenot publicNumber, from 1 to 5grade");
    expect(screen.getByRole("article", { name: "Academic degree Ada Lovelace" })).toHaveTextContent(
      "Example University",
    );
    expect(screen.getByRole("link", { name: "Published schema of this version" })).toHaveAttribute(
      "href",
      "/credential-types/degree/versions/2/schema",
    );
    expect(screen.getByRole("link", { name: "Download a CSV template" })).toHaveAttribute(
      "href",
      "/api/v1/batches/template.csv?type=Degree",
    );
    expect(await axeViolations()).toEqual([]);
    await user.click(await screen.findByRole("link", { name: "Version 1" }));
    expect(await screen.findByText(/^This is version 1\. The latest one is version 2\./)).toBeInTheDocument();
    expect(router.state.location.href).toBe(`${page}?version=1`);
    expect(screen.queryByRole("link", { name: "Edit" })).toBeNull();
    await user.click(screen.getByRole("link", { name: "Show the latest version" }));
    expect(await screen.findByRole("link", { name: "Edit" })).toBeInTheDocument();
  });

  test("is archived after asking, and restored", async () => {
    renderAt(page);
    await heading("Academic degree");
    await user.click(button("Archive"));
    const dialog = await screen.findByRole("dialog", { name: "Archive this type?" });
    await user.click(within(dialog).getByRole("button", { name: "Archive" }));
    expect(await screen.findByText(/^Nothing more is issued under this type\./)).toBeInTheDocument();
    await user.click(button("Restore"));
    await screen.findByRole("button", { name: "Archive" });
  });

  test("for all issuers, it cannot be changed by who is limited to one", async () => {
    server.use(signedInAs({ organisation: "Example University" }));
    renderAt(page);
    await heading("Academic degree");
    expect(screen.queryByRole("link", { name: "Edit" })).toBeNull();
    expect(screen.getByText(/^Only the operator of this service/)).toBeInTheDocument();
  });

  test("leads to the form with the type filled in", async () => {
    renderAt(page);
    await heading("Academic degree");
    await user.click(screen.getByRole("link", { name: "Issue a credential" }));
    await heading("Issue a credential");
    expect(field(/^Credential type/)).toHaveValue("Degree");
    expect(await screen.findByLabelText(/^Programme/)).toBeInTheDocument();
  });

  test("that does not exist says so", async () => {
    renderAt("/credential-types/nothing");
    await heading("Credential type not found");
  });
});

describe("the editor", () => {
  async function create() {
    const router = renderAt("/register-type");
    await heading("Create a credential type");
    return router;
  }

  test("makes a type of fields: labelled, ordered, required, by kind; and shows it meanwhile", async () => {
    const router = await create();
    await user.type(field(/^Name\b(?! in)/), "First aid");
    await user.type(field(/^Title on the certificate/), "First aid certificate");
    for (const label of ["Course hours", "Level"]) {
      await user.click(button("Add field"));
      await waitFor(() => expect(screen.getAllByLabelText(/^Label/).at(-1)).toHaveFocus());
      await user.keyboard(label);
    }
    await user.selectOptions(within(card(/Level/)).getByLabelText(/^Kind/), "Choice");
    await user.type(within(card(/Level/)).getByLabelText(/^Choices/), "Basic{Enter}Advanced");
    await user.click(within(card(/Level/)).getByLabelText(/^Required/));
    await user.selectOptions(within(card(/Course hours/)).getByLabelText(/^Kind/), "Whole number");
    await user.type(within(card(/Course hours/)).getByLabelText(/^Smallest value/), "1");
    await user.type(within(card(/Course hours/)).getByLabelText(/^Help/), "45 minutes each");
    await user.click(within(card(/Course hours/)).getByLabelText(/^Public/));
    await user.click(screen.getByRole("button", { name: /^Move .*Level.* up$/ }));
    expect(screen.getByText(/Level.* is now at place 1\.$/)).toBeInTheDocument();
    await waitFor(() => expect(screen.getByRole("button", { name: /^Move .*Level.* down$/ })).toHaveFocus());

    const preview = screen.getByRole("region", { name: "Preview" });
    expect(preview).toHaveTextContent("First aid certificate");
    expect(preview).toHaveTextContent(/Level\s*Basic\s*Course hours\s*1/);
    expect(await axeViolations()).toEqual([]);
    await user.selectOptions(field(/^Validity/), "For a period");
    await user.type(field(/^How many/), "2");
    await user.click(button("Publish version 1"));

    await waitFor(() => expect(router.state.location.pathname).toBe("/credential-types/made"));
    expect(sent[0]?.body).toEqual({
      name: "First aid",
      schema: {
        $schema: "https://json-schema.org/draft/2020-12/schema",
        type: "object",
        properties: {
          level: { type: "string", enum: ["Basic", "Advanced"] },
          courseHours: { type: "integer", minimum: 1 },
        },
        required: ["level"],
        additionalProperties: false,
      },
      display: [
        {
          language: "en",
          title: "First aid certificate",
          description: null,
          fields: [
            { name: "level", label: "Level", help: null },
            { name: "courseHours", label: "Course hours", help: "45 minutes each" },
          ],
        },
      ],
      design: { colour: "#1f4e79", textColour: "#ffffff", background: null, logo: null },
      validity: { kind: "period", period: "P2Y" },
      publicFields: ["level"],
      achievement: null,
      formats: null,
    });
  });

  test("what is missing or contradictory is shown where it is, and nothing is sent", async () => {
    await create();
    await user.click(button("Add field"));
    await user.type(await screen.findByLabelText(/^At least/), "5");
    await user.type(field(/^At most/), "3");
    await user.type(field(/^Pattern/), "(");
    await user.click(screen.getByLabelText("Describe it as an Open Badges achievement"));
    await user.selectOptions(field(/^Validity/), "Until a fixed day");
    await user.click(button("Publish version 1"));
    for (const rule of [
      "Enter a name.",
      "Enter a title.",
      "Enter a label.",
      "Enter a name for the data.",
      "This is smaller than the lower limit.",
      "This is not a regular expression.",
      "Enter the criteria.",
      "Enter a complete, valid date.",
    ]) {
      expect(await screen.findByText(rule)).toBeInTheDocument();
    }
    expect(field(/^Name\b(?! in)/)).toHaveFocus();
    expect(await axeViolations()).toEqual([]);
    expect(sent).toEqual([]);
  });

  test("another version begins with what is there, and nothing that was there is lost", async () => {
    types = [
      credentialType({
        achievement: { criteria: "Pass.", image: null, tags: ["degree", "university"] },
        formats: ["vc", "open-badge"],
        validity: { kind: "period", period: "P1Y6M" },
      }),
    ];
    const before = types[0]?.definition;
    const router = renderAt(`${page}/edit`);
    await heading(/^Edit .*Degree/);
    expect(screen.getByText(/^Your changes become version 3\. Published versions never change/)).toBeInTheDocument();
    expect(card(/Modules/)).toHaveTextContent("Edit this field as JSON Schema.");
    await user.click(button("Publish version 3"));
    await waitFor(() => expect(router.state.location.pathname).toBe(page));
    const after = sent[0]?.body as TypeDefinition;
    const { schema, display, ...rest } = after;
    expect(rest).toEqual({ ...before, schema: undefined, display: undefined });
    expect(display).toEqual(before?.display);
    const properties = (of: unknown) => (of as { properties: object }).properties;
    expect(properties(schema)).toEqual(properties(before?.schema));
  });

  test("texts are written per language, and the preview follows", async () => {
    renderAt(`${page}/edit`);
    await heading(/^Edit/);
    await user.click(screen.getByRole("radio", { name: "German" }));
    expect(field(/^Title on the certificate/)).toHaveValue("Hochschulabschluss");
    expect(screen.getByRole("region", { name: "Preview" })).toHaveTextContent("Hochschulabschluss");
    expect(within(card(/Grad\b/)).getByLabelText(/^Label/)).toHaveValue("Grad");
    await user.selectOptions(screen.getByRole("combobox", { name: "Add a language" }), "French");
    expect(field(/^Title on the certificate/)).toHaveValue("");
    await user.type(field(/^Title on the certificate/), "Diplôme");
    await user.type(within(card(/award/)).getByLabelText(/^Label/), "Titre");
    await user.click(button("Publish version 3"));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.body.display[2]).toEqual({
      language: "fr",
      title: "Diplôme",
      description: null,
      fields: [{ name: "award", label: "Titre", help: null }],
    });
    expect(sent[0]?.body.display[0]).toEqual(types[0]?.definition.display[0]);
  });

  test("the schema can be JSON: checked while typing, and the service's faults are shown at their place", async () => {
    server.use(
      http.post("*/api/v1/credential-types/:id/versions", () =>
        problem(400, { errors: { schema: ["The pattern cannot be checked in linear time. (/properties/programme)"] } }),
      ),
    );
    renderAt(`${page}/edit`);
    await heading(/^Edit/);
    await user.click(screen.getByRole("radio", { name: "JSON Schema" }));
    const json = field(/^JSON Schema \(/);
    expect((json as HTMLTextAreaElement).value).toContain('"programme": {');
    fireEvent.change(json, { target: { value: '{ "type": ' } });
    expect(await screen.findByText("Invalid JSON at line 1, column 11.")).toBeInTheDocument();
    fireEvent.change(json, { target: { value: '{ "type": "array" }' } });
    expect(await screen.findByText(/^The schema must contain "type": "object"/)).toBeInTheDocument();
    fireEvent.change(json, { target: { value: '{ "type": "object",\n"properties": {\n"a": { "type": "text" } } }' } });
    expect(await screen.findByText(/^\/properties\/a\/type \(line 3\): Use string, number/)).toBeInTheDocument();
    const schema =
      '{ "type": "object", "properties": { "award": {"type": "string"}, "x": {"type": "string"} }, "minProperties": 1 }';
    fireEvent.change(json, { target: { value: schema } });
    fireEvent.blur(json);
    // The labels follow the schema; what was there keeps its own.
    await waitFor(() => expect(screen.getAllByLabelText(/^Label/)).toHaveLength(2));
    expect(screen.getAllByLabelText(/^Label/)[0]).toHaveValue("Award");
    await user.type(screen.getAllByLabelText(/^Label/)[1] as HTMLElement, "X");
    await user.click(screen.getByRole("radio", { name: "Fields" }));
    expect(await screen.findByText(/^This schema says more than the fields can/)).toBeInTheDocument();
    await user.click(button("Publish version 3"));
    expect(await screen.findByText(/linear time\. \(\/properties\/programme\)/)).toBeInTheDocument();
    expect(field(/^JSON Schema \(/)).toBeInvalid();
    expect(await axeViolations()).toEqual([]);
  });

  test("what has been changed is not lost without asking", async () => {
    const ask = vi.spyOn(window, "confirm").mockReturnValue(false);
    const router = await create();
    await user.type(field(/^Name\b(?! in)/), "First aid");
    await user.click(screen.getByRole("link", { name: "All credential types" }));
    await waitFor(() => expect(ask).toHaveBeenCalledWith("Leave without publishing? Your changes will be lost."));
    expect(router.state.location.pathname).toBe("/register-type");
    ask.mockReturnValue(true);
    await user.click(screen.getByRole("link", { name: "All credential types" }));
    await heading("Credential types");
    ask.mockRestore();
  });

  test("poor contrast is warned of", async () => {
    await create();
    expect(screen.queryByText(/^The contrast of these colours/)).toBeNull();
    await user.clear(screen.getByRole("textbox", { name: "Text colour" }));
    await user.type(screen.getByRole("textbox", { name: "Text colour" }), "#1f4e80");
    expect(
      await screen.findByText(/^The contrast of these colours is 1:1\. Choose at least 4.5:1/),
    ).toBeInTheDocument();
  });

  test("pictures are checked, uploaded and removed", async () => {
    await create();
    const group = card(/^Logo$/);
    const file = group.querySelector("input[type=file]") as HTMLInputElement;
    await user.upload(file, new File(["text"], "logo.png", { type: "image/png" }));
    expect(await within(group).findByText("This is not a PNG, JPEG or WebP picture.")).toBeInTheDocument();
    const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    await user.upload(file, new File([png], "logo.png", { type: "image/png" }));
    await within(group).findByRole("button", { name: "Remove" });
    expect(asked).toContain("picture image/png");
    expect(group.querySelector("img")).toHaveAttribute("src", `/credential-types/pictures/${pictureId}`);
    await user.click(within(group).getByRole("button", { name: "Remove" }));
    expect(group.querySelector("img")).toBeNull();
  });

  test("what the service refuses is shown at its field, the rest in the alert; what was entered stays", async () => {
    server.use(
      http.post("*/api/v1/credential-types", () =>
        problem(400, { errors: { name: ["is taken"], "display[0].fields[0].label": ["is odd"] } }),
      ),
    );
    await create();
    await user.type(field(/^Name\b(?! in)/), "First aid");
    await user.type(field(/^Title on the certificate/), "First aid");
    await user.click(button("Publish version 1"));
    expect(await screen.findByText("is taken")).toBeInTheDocument();
    expect(field(/^Name\b(?! in)/)).toHaveFocus();
    expect(screen.getByText("display[0].fields[0].label: is odd")).toBeInTheDocument();
    server.use(http.post("*/api/v1/credential-types", () => problem(503, {}, { "Retry-After": "2" })));
    await user.click(button("Publish version 1"));
    expect(await screen.findByText("Try again in 2 seconds.")).toBeInTheDocument();
    expect(field(/^Name\b(?! in)/)).toHaveValue("First aid");
  });
});
