import { addDays, addMonths, type CredentialType, type IssueRequest, todayUtc } from "@kubecredential/shared";
import { axeViolations, credential, problem, setupUser } from "@kubecredential/shared/testing";
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, test } from "vitest";
import { quietService, renderAt, startServer } from "../testing";
import { credentialType } from "../types/testing";

const server = startServer();
let types: CredentialType[];
let requireType: boolean;
let sent: IssueRequest[];
let bodies: string[];
let user: UserEvent;

beforeEach(() => {
  types = [credentialType()];
  requireType = false;
  sent = [];
  bodies = [];
  user = setupUser();
  server.use(
    http.get("*/api/v1/credential-types", ({ request }) => {
      const { searchParams } = new URL(request.url);
      const name = searchParams.get("name")?.toLowerCase() ?? "";
      const items = types.filter((type) => type.name.toLowerCase().startsWith(name));
      return HttpResponse.json({ items, nextCursor: null, requireType });
    }),
    http.get("*/api/v1/credential-types/:id/versions/:version", () => HttpResponse.json(types[0])),
    ...quietService,
    http.post("*/api/v1/credentials/issue", async ({ request }) => {
      bodies.push(await request.clone().text());
      const body = (await request.json()) as IssueRequest;
      sent.push(body);
      const issued = credential({
        ...body,
        expiryDate: body.expiryDate ?? null,
        metadata: body.metadata ?? null,
        type: { id: "degree", version: 2 },
      });
      return HttpResponse.json({ success: true, credential: issued, workerId: "w" }, { status: 201 });
    }),
  );
});

const field = (name: RegExp) => screen.getByLabelText(name, { selector: "input, textarea, select" });
const submit = () => user.click(screen.getByRole("button", { name: "Issue credential" }));

async function openForm(type = "Degree", issuer = "Example University") {
  renderAt("/");
  await screen.findByRole("heading", { level: 1, name: "Issue a credential" });
  await user.type(field(/^Holder/), "Ada Lovelace");
  await user.type(field(/^Credential type/), type);
  await user.type(field(/^Issuer/), issuer);
}

async function fillInType() {
  await user.selectOptions(await screen.findByLabelText(/^Award/), "Master of Science");
  await user.type(field(/^Programme/), "Mathematics");
  fireEvent.change(field(/^Conferred on/), { target: { value: "2026-07-01" } });
}

describe("a registered type", () => {
  test("makes the form: its labels in its order, inputs by kind, required marks and help; and the preview has its look", async () => {
    await openForm();
    const group = await screen.findByRole("group", { name: "Academic degree" });
    expect([...group.querySelectorAll("label")].map((label) => label.textContent)).toEqual([
      "Award *",
      "Programme *",
      "Conferred on *",
      "Credits",
      "Mean grade",
      "With honours",
      "Modules",
    ]);
    expect(field(/^Award/).tagName).toBe("SELECT");
    expect(field(/^Conferred on/)).toHaveAttribute("type", "date");
    expect(field(/^Credits/)).toHaveAttribute("inputmode", "numeric");
    expect(screen.getByText("The subject, such as Computer Science")).toBeInTheDocument();
    expect(screen.getByText(/^Registered type, version 2/)).toBeInTheDocument();
    expect(screen.queryByRole("group", { name: "Additional data" })).toBeNull();
    await fillInType();
    const card = screen.getByRole("article", { name: "Credential: Ada Lovelace" });
    expect(card).toHaveTextContent("Academic degree");
    expect(card).toHaveTextContent(/Award\s*Master of Science.*Programme\s*Mathematics/);
    expect(await axeViolations()).toEqual([]);
  });

  test("what is entered is sent as its schema wants it; what is empty is left out", async () => {
    await openForm();
    await fillInType();
    await user.type(field(/^Credits/), "180");
    await user.type(field(/^Mean grade/), "1.30");
    await user.selectOptions(field(/^With honours/), "Yes");
    await user.click(field(/^Modules/));
    await user.paste('["Algebra"]');
    await submit();
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.metadata).toEqual({
      award: "Master of Science",
      programme: "Mathematics",
      conferredOn: "2026-07-01",
      credits: 180,
      grade: 1.3,
      honours: true,
      modules: ["Algebra"],
    });
    expect(bodies[0]).toContain('"grade":1.30');
    // The issued credential looks like its type, too, and the next form is that of the type again, empty.
    expect(await screen.findByRole("region", { name: "Credential issued" })).toHaveTextContent("Academic degree");
    expect(field(/^Programme/)).toHaveValue("");
    expect(field(/^Award/)).toHaveValue("");
    await user.type(field(/^Holder/), "Grace Hopper");
    await submit();
    expect(await screen.findAllByText("Fill in this field.")).toHaveLength(3);
    expect(sent).toHaveLength(1);
  });

  test("its rules are checked before anything is sent", async () => {
    await openForm();
    await fillInType();
    await user.type(field(/^Credits/), "1.5");
    await user.type(field(/^Mean grade/), "1,3");
    await user.click(field(/^Modules/));
    await user.paste("[");
    await user.clear(field(/^Programme/));
    await submit();
    for (const rule of [
      "Fill in this field.",
      "Enter a whole number.",
      "Enter a number such as 2.5.",
      "Enter valid JSON.",
    ]) {
      expect(await screen.findByText(rule)).toBeInTheDocument();
    }
    expect(field(/^Programme/)).toHaveFocus();
    expect(field(/^Programme/)).toBeInvalid();
    await user.clear(field(/^Credits/));
    await user.type(field(/^Credits/), "1000");
    expect(await screen.findByText("Enter 600 or less.")).toBeInTheDocument();
    expect(sent).toEqual([]);
    expect(await axeViolations()).toEqual([]);
  });

  test("what the service says of a place is shown at its field, the rest in the alert", async () => {
    server.use(
      http.post("*/api/v1/credentials/issue", () =>
        problem(400, {
          title: "One or more validation errors occurred.",
          errors: {
            "metadata.modules.0": ["This must be text."],
            "metadata.unknown": ["The type has no such field."],
            holderName: ["must be a real name"],
          },
          faults: [
            { pointer: "/metadata/modules/0", rule: "This must be text.", kind: "number" },
            { pointer: "/metadata/unknown", rule: "The type has no such field.", kind: "text" },
          ],
        }),
      ),
    );
    await openForm();
    await fillInType();
    await submit();
    expect(await screen.findByText("This must be text.")).toBeInTheDocument();
    expect(field(/^Modules/)).toBeInvalid();
    expect(field(/^Holder/)).toBeInvalid();
    expect(screen.getByRole("alert")).toHaveTextContent("unknown: The type has no such field.");
    expect(screen.getByRole("alert")).not.toHaveTextContent("This must be text.");
  });

  test("its validity is offered, shown in the preview, and the latest that is accepted", async () => {
    types = [credentialType({ validity: { kind: "period", period: "P3Y" } })];
    await openForm();
    await fillInType();
    const last = addDays(addMonths(todayUtc(), 36), -1);
    expect(screen.getByRole("radio", { name: /^By the type's rule/ })).toBeChecked();
    expect(screen.queryByRole("radio", { name: "5 years" })).toBeNull();
    const year = last.slice(0, 4);
    expect(screen.getByRole("article", { name: /Ada Lovelace/ })).toHaveTextContent(
      new RegExp(`Valid until[^\\d]+\\d+, ${year}`),
    );
    fireEvent.change(screen.getByLabelText(/^Valid until/), { target: { value: addDays(last, 1) } });
    await submit();
    expect(await screen.findByText(/^By its type, it is valid until .* at the latest\.$/)).toBeInTheDocument();
    fireEvent.change(screen.getByLabelText(/^Valid until/), { target: { value: "" } });
    await submit();
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).not.toHaveProperty("expiryDate");
  });

  test("that allows more keeps the free fields beside its own", async () => {
    types = [credentialType({ allowsMore: true })];
    await openForm();
    await fillInType();
    await user.click(screen.getByRole("button", { name: "Add field" }));
    await user.type(field(/^Name 1/), "remark");
    await user.type(field(/^Value 1/), "summa cum laude");
    await submit();
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.metadata).toMatchObject({ award: "Master of Science", remark: "summa cum laude" });
  });

  test("an issuer's own one goes before that for all, and another issuer's does not count", async () => {
    types = [
      credentialType({ title: "For all" }),
      { ...credentialType({ title: "Of the university" }), id: "degree-2", issuer: "Example University" },
      { ...credentialType({ title: "Of another" }), id: "degree-3", issuer: "Another University" },
    ];
    await openForm();
    expect(await screen.findByRole("group", { name: "Of the university" })).toBeInTheDocument();
    await user.clear(field(/^Issuer/));
    await user.type(field(/^Issuer/), "Third");
    expect(await screen.findByRole("group", { name: "For all" })).toBeInTheDocument();
  });

  test("its draft survives a reload", async () => {
    await openForm();
    await fillInType();
    cleanup();
    renderAt("/");
    expect(await screen.findByLabelText(/^Programme/)).toHaveValue("Mathematics");
    expect(field(/^Award/)).toHaveValue("Master of Science");
  });
});

describe("a type that is not registered", () => {
  test("keeps the free editor, and rows typed for another type are not lost", async () => {
    await openForm("Diploma");
    expect(screen.getByRole("group", { name: "Additional data" })).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Add field" }));
    await user.type(field(/^Name 1/), "grade");
    await user.type(field(/^Value 1/), "A");
    await user.clear(field(/^Credential type/));
    await user.type(field(/^Credential type/), "Degree");
    await screen.findByRole("group", { name: "Academic degree" });
    await user.type(field(/^Credential type/), "s");
    await waitFor(() => expect(field(/^Value 1/)).toHaveValue("A"));
  });

  test("says so where only registered ones are issued", async () => {
    requireType = true;
    await openForm("Diploma");
    expect(await screen.findByText(/^This type is not registered/)).toBeInTheDocument();
  });

  test("registered ones are suggested first", async () => {
    server.use(http.get("*/api/v1/credentials/suggestions", () => HttpResponse.json({ items: ["Diploma", "Degree"] })));
    renderAt("/");
    await screen.findByRole("heading", { level: 1, name: "Issue a credential" });
    await user.click(field(/^Credential type/));
    await waitFor(() =>
      expect(
        within(screen.getByRole("listbox"))
          .getAllByRole("option")
          .map((option) => option.textContent),
      ).toEqual(["Degree", "Diploma"]),
    );
  });
});
