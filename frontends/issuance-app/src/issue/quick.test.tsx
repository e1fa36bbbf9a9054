import { addMonths, type IssueRequest, todayUtc } from "@kubecredential/shared";
import { axeViolations, credential, problem, setupUser, status } from "@kubecredential/shared/testing";
import { act, cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { quietService, renderAt, signedInAs, startServer } from "../testing";

const server = startServer();
let sent: IssueRequest[];
let revoked: { id: string; ifMatch: string | null; body: unknown }[];
let user: UserEvent;

beforeEach(() => {
  sent = [];
  revoked = [];
  user = setupUser();
  server.use(
    ...quietService,
    http.post("*/api/v1/credentials/issue", async ({ request }) => {
      const body = (await request.json()) as IssueRequest;
      sent.push(body);
      const id = `0199c0de-0000-7000-8000-00000000000${sent.length}`;
      const issued = credential({ ...body, id, expiryDate: body.expiryDate ?? null, metadata: body.metadata ?? null });
      return HttpResponse.json({ success: true, credential: issued, workerId: "worker-a" }, { status: 201 });
    }),
    http.post("*/api/v1/credentials/:id/revoke", async ({ request, params }) => {
      const id = String(params.id);
      revoked.push({ id, ifMatch: request.headers.get("if-match"), body: await request.json() });
      const gone = credential({ id, status: status("revoked", { reason: "error" }), version: 2 });
      return HttpResponse.json({ success: true, credential: gone, changed: true, workerId: "w" });
    }),
  );
});

const field = (name: RegExp) => screen.getByLabelText(name, { selector: "input, textarea" });
const button = (name: string | RegExp) => screen.getByRole("button", { name });
const submit = () => user.click(button("Issue credential"));
const column = (name: string) => screen.getByRole("region", { name });

async function openForm() {
  renderAt("/");
  await screen.findByRole("heading", { level: 1, name: "Issue a credential" });
}

async function fillIn() {
  await user.type(field(/^Holder/), "Ada Lovelace");
  await user.type(field(/^Credential type/), "Bachelor of Science");
  await user.type(field(/^Issuer/), "Example University");
}

async function addField(name: string, value: string, row = 1) {
  await user.click(button("Add field"));
  await user.type(field(new RegExp(`^Name ${row}`)), name);
  await user.type(field(new RegExp(`^Value ${row}`)), value);
}

async function issueOne() {
  await openForm();
  await fillIn();
  await submit();
  return screen.findByRole("article", { name: /Ada Lovelace/ });
}

/** As a reload does: the page is gone, the tab's storage is not. */
async function reload() {
  cleanup();
  await openForm();
}

describe("the preview", () => {
  test("shows what the credential will say while it is typed, and nothing is sent", async () => {
    await openForm();
    expect(screen.getByText("Nothing issued yet")).toBeInTheDocument();
    await fillIn();
    await addField("grade", "A");
    const preview = column("Preview");
    const card = within(preview).getByRole("article", { name: "Credential: Ada Lovelace" });
    expect(card).toHaveTextContent("Bachelor of Science");
    expect(card).toHaveTextContent("Example University");
    expect(card).toHaveTextContent(/grade\s*A/);
    expect(card).toHaveTextContent("Does not expire");
    expect(card).not.toHaveTextContent("Credential ID");
    expect(preview).toHaveTextContent("Not issued yet");
    expect(within(preview).queryByRole("button")).toBeNull();
    expect(await axeViolations()).toEqual([]);
    expect(sent).toEqual([]);
  });

  test("asked for, it gets the focus and can be issued from there", async () => {
    await openForm();
    await fillIn();
    await user.click(button("Preview"));
    await waitFor(() => expect(screen.getByRole("heading", { name: "Ada Lovelace" })).toHaveFocus());
    expect(sent).toEqual([]);
    await user.click(button("Issue it now"));
    await screen.findByRole("region", { name: "Credential issued" });
    expect(sent).toHaveLength(1);
    expect(screen.queryByRole("button", { name: "Issue it now" })).toBeNull();
  });

  test("asked for too early, it shows what is missing", async () => {
    await openForm();
    await user.type(field(/^Holder/), "Ada Lovelace");
    await user.click(button("Preview"));
    expect(await screen.findByText("Enter a credential type.")).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Issue it now" })).toBeNull();
  });
});

describe("what the next one has in common", () => {
  test("type, issuer, the period and the names of the data stay; what is the holder's own does not", async () => {
    await openForm();
    await fillIn();
    await user.click(screen.getByRole("radio", { name: "2 years" }));
    await user.click(button("More about the holder and validity"));
    await user.type(field(/^Your number/), "m-17");
    await addField("grade", "A");
    await submit();
    await screen.findByRole("region", { name: "Credential issued" });
    expect(field(/^Holder/)).toHaveValue("");
    expect(field(/^Your number/)).toHaveValue("");
    expect(field(/^Credential type/)).toHaveValue("Bachelor of Science");
    expect(field(/^Issuer/)).toHaveValue("Example University");
    expect(screen.getByLabelText(/^Valid until/)).toHaveValue(addMonths(todayUtc(), 24));
    expect(screen.getByRole("radio", { name: "2 years" })).toBeChecked();
    expect(field(/^Name 1/)).toHaveValue("grade");
    expect(field(/^Value 1/)).toHaveValue("");

    await user.type(field(/^Holder/), "Grace Hopper");
    await submit();
    expect(await screen.findByText("Enter a value, or remove this field.")).toBeInTheDocument();
    await user.type(field(/^Value 1/), "B");
    await submit();
    await waitFor(() => expect(sent).toHaveLength(2));
    expect(sent[1]).toEqual({
      holderName: "Grace Hopper",
      credentialType: "Bachelor of Science",
      issuerName: "Example University",
      expiryDate: addMonths(todayUtc(), 24),
      metadata: { grade: "B" },
    });
  });

  test("a period counts from the day it is used, a day that was entered stays", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true, toFake: ["Date"] });
    try {
      vi.setSystemTime("2026-07-01T10:00:00Z");
      await openForm();
      await fillIn();
      await user.click(screen.getByRole("radio", { name: "1 year" }));
      await submit();
      await screen.findByRole("region", { name: "Credential issued" });
      vi.setSystemTime("2026-07-02T08:00:00Z");
      await reload();
      expect(screen.getByLabelText(/^Valid until/)).toHaveValue("2027-07-02");
      fireEvent.change(screen.getByLabelText(/^Valid until/), { target: { value: "2027-07-03" } });
      await user.type(field(/^Holder/), "Grace Hopper");
      vi.setSystemTime("2026-07-03T07:00:00Z");
      await reload();
      expect(screen.getByLabelText(/^Valid until/)).toHaveValue("2027-07-03");
    } finally {
      vi.useRealTimers();
    }
  });

  test("JSON keeps its shape without its values, and is not sent like that", async () => {
    await openForm();
    await fillIn();
    await user.click(screen.getByRole("radio", { name: "JSON" }));
    await user.click(field(/as JSON/));
    await user.paste('{"grade": "A", "credits": 1.50, "exams": [{"name": "x"}, {"name": "y"}]}');
    await submit();
    await screen.findByRole("region", { name: "Credential issued" });
    const shape = '{\n  "grade": "",\n  "credits": null,\n  "exams": [\n    {\n      "name": ""\n    }\n  ]\n}';
    expect(field(/as JSON/)).toHaveValue(shape);
    await user.type(field(/^Holder/), "Grace Hopper");
    await submit();
    expect(await screen.findByText("Fill in the values, or clear this box.")).toBeInTheDocument();
    expect(sent).toHaveLength(1);
  });

  test("the form can be cleared", async () => {
    await issueOne();
    await user.click(button("Clear form"));
    expect(field(/^Credential type/)).toHaveValue("");
    await waitFor(() => expect(field(/^Holder/)).toHaveFocus());
    await reload();
    expect(field(/^Credential type/)).toHaveValue("");
  });
});

describe("a draft", () => {
  test("survives a reload in this tab, and is gone once issued", async () => {
    await openForm();
    await fillIn();
    await addField("grade", "A");
    await reload();
    expect(field(/^Holder/)).toHaveValue("Ada Lovelace");
    expect(field(/^Value 1/)).toHaveValue("A");
    expect(screen.getByText(/^Your draft was restored/)).toBeInTheDocument();
    expect(screen.getByRole("article", { name: "Credential: Ada Lovelace" })).toBeInTheDocument();
    await submit();
    await screen.findByRole("region", { name: "Credential issued" });
    expect(JSON.stringify({ ...sessionStorage, ...localStorage })).not.toContain("Lovelace");
    await reload();
    expect(field(/^Holder/)).toHaveValue("");
    expect(screen.queryByText(/^Your draft was restored/)).toBeNull();
  });

  test("is cleared by signing out, here and in another tab", async () => {
    server.use(http.delete("*/api/v1/session", () => new HttpResponse(null, { status: 204 })));
    await openForm();
    await user.type(field(/^Holder/), "Ada Lovelace");
    expect(JSON.stringify({ ...sessionStorage })).toContain("Lovelace");
    await user.click(button("Signed in as Grace Hopper"));
    await user.click(await screen.findByRole("button", { name: "Sign out" }));
    await screen.findByRole("heading", { name: "Sign in" });
    await waitFor(() => expect({ ...sessionStorage }).toEqual({}));

    cleanup();
    await openForm();
    await user.type(field(/^Holder/), "Ada Lovelace");
    server.use(signedInAs({ signedIn: false }));
    const channel = new BroadcastChannel("kubecredential.session");
    channel.postMessage("signedOut");
    await screen.findByRole("heading", { name: "Sign in" });
    expect({ ...sessionStorage }).toEqual({});
    channel.close();
  });

  test("of another person, of yesterday or from another version is not shown", async () => {
    await openForm();
    await user.type(field(/^Holder/), "Ada Lovelace");
    const [key = "", text = ""] = Object.entries({ ...sessionStorage })[0] ?? [];
    const stored = JSON.parse(text);
    for (const changed of [
      { ...stored, of: "someone else" },
      { ...stored, at: stored.at - 25 * 3_600_000 },
      { ...stored, form: { holderName: "Ada Lovelace" } },
      { ...stored, form: { ...stored.form, metadataRows: [null] } },
      null,
    ]) {
      cleanup();
      sessionStorage.setItem(key, JSON.stringify(changed));
      await openForm();
      expect(field(/^Holder/)).toHaveValue("");
    }
  });

  test("works where the browser stores nothing", async () => {
    const refuse = vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
      throw new DOMException("full", "QuotaExceededError");
    });
    await issueOne();
    expect(field(/^Credential type/)).toHaveValue("Bachelor of Science");
    refuse.mockRestore();
    await user.type(field(/^Holder/), "G");
  });
});

test("what is sent again because no answer came has the same key, and the next request another one", async () => {
  const keys: (string | null)[] = [];
  const answers = [HttpResponse.error, () => problem(409, { title: "Conflict" }), HttpResponse.error];
  server.use(
    http.post("*/api/v1/credentials/issue", ({ request }) => {
      keys.push(request.headers.get("idempotency-key"));
      return answers[keys.length - 1]?.();
    }),
  );
  await openForm();
  await fillIn();
  for (const count of [1, 2, 3, 4]) {
    await submit();
    await waitFor(() => expect(keys).toHaveLength(count));
    await screen.findByRole(count === 4 ? "region" : "alert", count === 4 ? { name: "Credential issued" } : {});
  }
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
  expect(keys[1]).toBe(keys[0]);
  expect(keys[2]).not.toBe(keys[0]);
  expect(keys[3]).toBe(keys[2]);
});

describe("undo", () => {
  const undo = () => screen.queryByRole("button", { name: /^Undo issuing to .*Ada Lovelace/ });

  test("revokes it as an error, and the form contains its details again", async () => {
    await issueOne();
    expect(screen.getByText(/^Issued to .*Ada Lovelace.*You can undo this for one minute/)).toHaveAttribute(
      "role",
      "status",
    );
    expect(await axeViolations()).toEqual([]);
    // From the heading, which has the focus, it is one step back.
    expect(screen.getByRole("heading", { name: "Ada Lovelace" })).toHaveFocus();
    await user.tab({ shift: true });
    expect(undo()).toHaveFocus();
    await user.keyboard("{Enter}");
    expect(await screen.findByText(/^Undone: the credential of .*Ada Lovelace.* is revoked/)).toBeInTheDocument();
    expect(revoked).toEqual([
      { id: "0199c0de-0000-7000-8000-000000000001", ifMatch: '"1"', body: { reason: "error" } },
    ]);
    expect(undo()).toBeNull();
    expect(field(/^Holder/)).toHaveValue("Ada Lovelace");
    await waitFor(() => expect(field(/^Holder/)).toHaveFocus());
  });

  test("does not overwrite the next one, but can fill in the form again", async () => {
    await issueOne();
    await user.type(field(/^Holder/), "Grace");
    await user.click(undo() as HTMLElement);
    await screen.findByText(/^Undone/);
    expect(field(/^Holder/)).toHaveValue("Grace");
    await user.click(button("Fill in the form again"));
    expect(field(/^Holder/)).toHaveValue("Ada Lovelace");
    expect(screen.queryByRole("button", { name: "Fill in the form again" })).toBeNull();
  });

  test("counts down a minute and is over then; the focus is not lost", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    try {
      await issueOne();
      const said = screen.getByText(/^Issued to .*one minute/).textContent;
      expect(undo()).toBeInTheDocument();
      expect(screen.getByText("60 s")).toBeInTheDocument();
      await act(() => vi.advanceTimersByTimeAsync(30_000));
      expect(screen.getByText(/^(30|29|28) s$/)).toBeInTheDocument();
      // Said once, not every second.
      expect(screen.getByText(/^Issued to .*one minute/).textContent).toBe(said);
      act(() => undo()?.focus());
      await act(() => vi.advanceTimersByTimeAsync(31_000));
      expect(undo()).toBeNull();
      await waitFor(() => expect(field(/^Holder/)).toHaveFocus());
      expect(revoked).toEqual([]);
    } finally {
      vi.useRealTimers();
    }
  });

  test("each one has its own minute", async () => {
    await issueOne();
    await user.type(field(/^Holder/), "Grace Hopper");
    await submit();
    await screen.findByRole("button", { name: /^Undo issuing to .*Grace Hopper/ });
    await user.click(undo() as HTMLElement);
    await screen.findByText(/^Undone: the credential of .*Ada Lovelace/);
    expect(revoked.map(({ id }) => id)).toEqual(["0199c0de-0000-7000-8000-000000000001"]);
    expect(screen.getByRole("button", { name: /^Undo issuing to .*Grace Hopper/ })).toBeInTheDocument();
  });

  test("what the service refuses is said, and it can be tried again", async () => {
    server.use(http.post("*/api/v1/credentials/:id/revoke", () => problem(412, { title: "Changed" }), { once: true }));
    await issueOne();
    await user.click(undo() as HTMLElement);
    expect(await screen.findByText("Someone else has changed this credential")).toBeInTheDocument();
    await user.click(undo() as HTMLElement);
    await screen.findByText(/^Undone/);
  });
});
