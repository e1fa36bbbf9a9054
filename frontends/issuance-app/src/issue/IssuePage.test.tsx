import { addMonths, type IssueRequest, todayUtc } from "@kubecredential/shared";
import {
  axeViolations,
  credential,
  delivery,
  FakeEventSource,
  problem,
  setupUser,
  status,
} from "@kubecredential/shared/testing";
import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { queues, quietService, renderAt, startServer } from "../testing";

const server = startServer();
let sent: IssueRequest[];
let user: UserEvent;

beforeEach(() => {
  sent = [];
  user = setupUser();
  server.use(
    ...quietService,
    http.post("*/api/v1/credentials/issue", async ({ request }) => {
      const body = (await request.json()) as IssueRequest;
      sent.push(body);
      const issued = credential({ ...body, expiryDate: body.expiryDate ?? null, metadata: body.metadata ?? null });
      return HttpResponse.json(
        { success: true, message: "Credential issued", credential: issued, workerId: "worker-a" },
        { status: 201 },
      );
    }),
  );
});

const field = (name: RegExp) => screen.getByLabelText(name, { selector: "input, textarea" });
const submit = () => user.click(screen.getByRole("button", { name: "Issue credential" }));

async function openForm() {
  renderAt("/");
  await screen.findByRole("heading", { level: 1, name: "Issue a credential" });
}

async function fillIn() {
  await user.type(field(/^Holder/), "Ada Lovelace");
  await user.type(field(/^Credential type/), "Bachelor of Science");
  await user.type(field(/^Issuer/), "Example University");
}

async function enterJson(text: string) {
  await user.click(screen.getByRole("radio", { name: "JSON" }));
  await user.click(field(/as JSON/));
  await user.paste(text);
}

describe("validation", () => {
  test("nothing is sent while required fields are empty, and the first one gets the focus", async () => {
    await openForm();
    await submit();
    for (const error of ["Enter the holder's name.", "Enter a credential type.", "Enter the issuer's name."]) {
      expect(await screen.findByText(error)).toBeInTheDocument();
    }
    expect(field(/^Holder/)).toHaveFocus();
    expect(field(/^Holder/)).toBeInvalid();
    expect(sent).toEqual([]);
    expect(await axeViolations()).toEqual([]);
  });

  test("blank texts, too long texts and control characters are rejected", async () => {
    await openForm();
    await user.type(field(/^Holder/), "   ");
    await user.click(field(/^Credential type/));
    await user.paste("x".repeat(101));
    await user.click(field(/^Issuer/));
    await user.paste("Uni\u0007versity");
    await submit();
    expect(await screen.findByText("Enter the holder's name.")).toBeInTheDocument();
    expect(screen.getByText("Enter at most 100 characters.")).toBeInTheDocument();
    expect(screen.getByText("Remove line breaks and control characters.")).toBeInTheDocument();
    expect(sent).toEqual([]);
  });

  test("lengths are counted in characters, not in UTF-16 units", async () => {
    await openForm();
    await fillIn();
    await user.clear(field(/^Credential type/));
    await user.click(field(/^Credential type/));
    await user.paste("😀".repeat(101));
    await submit();
    expect(await screen.findByText("Enter at most 100 characters.")).toBeInTheDocument();
    await user.clear(field(/^Credential type/));
    await user.click(field(/^Credential type/));
    await user.paste("😀".repeat(50) + "e\u0301".repeat(50));
    await submit();
    await waitFor(() => expect(sent).toHaveLength(1));
    // Sent as typed: the service normalises it.
    expect(sent[0]?.credentialType).toBe("😀".repeat(50) + "e\u0301".repeat(50));
  });

  test("invisible names and bidirectional controls are rejected", async () => {
    await openForm();
    await fillIn();
    for (const [name, message] of [
      ["\u3164\u200B", "Enter a readable name. None of these characters is visible."],
      ["Ada \u202Eecalevol", "Remove characters that change the text direction (U+202A–202E, U+2066–2069)."],
    ] as const) {
      await user.clear(field(/^Holder/));
      await user.click(field(/^Holder/));
      await user.paste(name);
      await submit();
      expect(await screen.findByText(message)).toBeInTheDocument();
      expect(field(/^Holder/)).toBeInvalid();
    }
    expect(sent).toEqual([]);
  });

  test("a day in the past is rejected, today is not", async () => {
    await openForm();
    await fillIn();
    fireEvent.change(screen.getByLabelText(/^Valid until/), { target: { value: "2020-02-01" } });
    await submit();
    expect(await screen.findByText("Enter today's date or a later one.")).toBeInTheDocument();
    expect(sent).toEqual([]);
    fireEvent.change(screen.getByLabelText(/^Valid until/), { target: { value: todayUtc() } });
    await submit();
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.expiryDate).toBe(todayUtc());
  });

  test("a partial date does not count as no date, and a preset replaces it", async () => {
    await openForm();
    await fillIn();
    const input = screen.getByLabelText(/^Valid until/);
    let halfTyped = true;
    Object.defineProperty(input, "validity", { get: () => ({ badInput: halfTyped }) });
    await submit();
    expect(await screen.findByText("Enter a complete, valid date.")).toBeInTheDocument();
    await user.tab();
    expect(screen.getByText("Enter a complete, valid date.")).toBeInTheDocument();
    expect(sent).toEqual([]);
    halfTyped = false;
    await user.click(screen.getByRole("radio", { name: "Does not expire" }));
    await waitFor(() => expect(input).toBeValid());
    await submit();
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).not.toHaveProperty("expiryDate");
  });

  test("a preset sets the day", async () => {
    await openForm();
    await fillIn();
    await user.click(screen.getByRole("radio", { name: "2 years" }));
    await submit();
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.expiryDate?.slice(0, 4)).toBe(String(Number(todayUtc().slice(0, 4)) + 2));
  });
});

describe("more about the holder and validity", () => {
  const more = () => screen.getByRole("button", { name: "More about the holder and validity" });

  test("is folded until asked for, and is sent when filled in", async () => {
    await openForm();
    await fillIn();
    expect(more()).toHaveAttribute("aria-expanded", "false");
    expect(field(/^Your number/)).not.toBeVisible();
    await user.click(more());
    await user.type(field(/^Your number/), " m-17 ");
    await user.type(field(/^E-mail/), "ada@example.org");
    const later = addMonths(todayUtc(), 1);
    fireEvent.change(field(/^Valid from/), { target: { value: later } });
    expect(screen.getAllByText(/never leaves your organisation's service/)).toHaveLength(2);
    expect(await axeViolations()).toEqual([]);
    await submit();
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toMatchObject({ holderId: "m-17", holderEmail: "ada@example.org", validFrom: later });
    // The next holder is another person.
    await waitFor(() => expect(field(/^Your number/)).toHaveValue(""));
    expect(field(/^E-mail/)).toHaveValue("");
  });

  test("left empty, nothing of it is sent", async () => {
    await openForm();
    await fillIn();
    await submit();
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(Object.keys(sent[0] ?? {}).sort()).toEqual(["credentialType", "holderName", "issuerName"]);
  });

  test("unfolds where something in it is wrong", async () => {
    await openForm();
    await fillIn();
    await user.click(more());
    await user.type(field(/^E-mail/), "ada");
    await user.type(field(/^Your number/), "x".repeat(101));
    fireEvent.change(field(/^Valid from/), { target: { value: addMonths(todayUtc(), 13) } });
    fireEvent.change(field(/^Valid until/), { target: { value: addMonths(todayUtc(), 12) } });
    await user.click(more());
    await submit();
    expect(await screen.findByText("Enter a complete e-mail address.")).toBeVisible();
    expect(screen.getByText("Enter at most 100 characters.")).toBeVisible();
    expect(screen.getByText("Enter a date that is not after the last valid day.")).toBeVisible();
    expect(more()).toHaveAttribute("aria-expanded", "true");
    fireEvent.change(field(/^Valid from/), { target: { value: addMonths(todayUtc(), 200) } });
    expect(await screen.findByText("Enter a date within the next 10 years.")).toBeVisible();
    expect(sent).toEqual([]);
  });
});

describe("additional data", () => {
  test("JSON is validated while typing and blocks the form", async () => {
    await openForm();
    await fillIn();
    await enterJson('{"grade": ');
    expect(await screen.findByText("Invalid JSON at line 1, column 11.")).toBeInTheDocument();
    await submit();
    expect(sent).toEqual([]);
    await user.click(field(/as JSON/));
    await user.paste('"A"}');
    expect(await screen.findByText("Valid JSON, 1 property, 13 bytes.")).toBeInTheDocument();
    await submit();
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.metadata).toEqual({ grade: "A" });
  });

  test("numbers are sent, shown and downloaded as entered", async () => {
    const metadata = '{"student":12345678901234567891,"grade":1.10,"huge":1e400}';
    const bodies: string[] = [];
    const files: Blob[] = [];
    URL.createObjectURL = (file) => {
      files.push(file as Blob);
      return "blob:1";
    };
    vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => {});
    server.use(
      http.post("*/api/v1/credentials/issue", async ({ request }) => {
        bodies.push(await request.text());
        const answer = JSON.stringify({ success: true, credential: credential() });
        return new HttpResponse(answer.replace('"metadata":null', `"metadata":${metadata}`), {
          status: 201,
          headers: { "Content-Type": "application/json" },
        });
      }),
    );
    await openForm();
    await fillIn();
    await enterJson(metadata);
    await submit();
    const card = await screen.findByRole("article", { name: /Ada Lovelace/ });
    expect(bodies[0]).toContain(`"metadata":${metadata}`);
    for (const number of ["12345678901234567891", "1.10", "1e400"]) {
      expect(within(card).getByText(number)).toBeInTheDocument();
    }
    await user.click(within(card).getByRole("button", { name: "Download JSON" }));
    const file = await files[0]?.text();
    for (const line of ['"student": 12345678901234567891', '"grade": 1.10', '"huge": 1e400']) {
      expect(file).toContain(line);
    }
    vi.restoreAllMocks();
  });

  test("a duplicate key is named, and nothing is sent", async () => {
    await openForm();
    await fillIn();
    await enterJson('{"grade": "A", "grade": "B"}');
    expect(await screen.findByText(/The key .*"grade".* appears more than once/)).toBeInTheDocument();
    await submit();
    expect(field(/as JSON/)).toBeInvalid();
    expect(sent).toEqual([]);
  });

  test("fields become an object, shown as JSON after switching", async () => {
    await openForm();
    await fillIn();
    await user.click(screen.getByRole("button", { name: "Add field" }));
    await user.type(field(/^Value 1/), "summa cum laude");
    await submit();
    expect(await screen.findByText("Enter a name for this value.")).toBeInTheDocument();
    expect(sent).toEqual([]);
    await user.type(field(/^Name 1/), "grade");
    await user.click(screen.getByRole("button", { name: "Add field" }));
    await user.type(field(/^Name 2/), "grade");
    await submit();
    expect(await screen.findByText("This name is already in use. Enter another one.")).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Remove field 2" }));
    await user.click(screen.getByRole("radio", { name: "JSON" }));
    expect(field(/as JSON/)).toHaveValue('{\n  "grade": "summa cum laude"\n}');
    await submit();
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.metadata).toEqual({ grade: "summa cum laude" });
  });

  test("values that fields cannot hold stay JSON, and the page says why", async () => {
    await openForm();
    await enterJson('{"nested": {"a": 1}}');
    await user.click(screen.getByRole("radio", { name: "Fields" }));
    expect(
      await screen.findByText("Only text values can be edited as fields, so this stays JSON."),
    ).toBeInTheDocument();
    expect(field(/as JSON/)).toHaveValue('{"nested": {"a": 1}}');
  });
});

describe("the service's answers", () => {
  test("the credential appears with its link, gets the focus, and becomes verifiable", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    try {
      const states = ["pending", "published", "confirmed"] as const;
      let polls = 0;
      server.use(
        http.get("*/api/v1/credentials/:id/delivery", () =>
          HttpResponse.json(delivery(states[Math.min(polls++, 2)] ?? "confirmed")),
        ),
      );
      await openForm();
      await fillIn();
      await submit();
      const card = await screen.findByRole("article", { name: /Ada Lovelace/ });
      expect(within(card).getByRole("heading", { name: "Ada Lovelace" })).toHaveFocus();
      const live = within(card).getByRole("status", { name: "Delivery to the verifier" });
      expect(await within(live).findByText("Delivering…")).toBeInTheDocument();
      expect(await within(live).findByText("Verifiable")).toBeInTheDocument();
      expect(within(card).getByRole("link", { name: /\/v\// })).toHaveAttribute(
        "href",
        `http://localhost:3003/v/${credential().id}`,
      );
      expect(await axeViolations()).toEqual([]);

      expect(within(card).getByRole("button", { name: "Print" })).toBeInTheDocument();
      // The clock goes on for many polls in no time.
      const pollsWhenSettled = polls;
      await act(() => vi.advanceTimersByTimeAsync(15_000));
      expect(polls).toBe(pollsWhenSettled);

      expect(field(/^Holder/)).toHaveValue("");
      expect(field(/^Issuer/)).toHaveValue("Example University");
      await user.click(screen.getByRole("button", { name: "Issue another" }));
      expect(field(/^Holder/)).toHaveFocus();
    } finally {
      vi.useRealTimers();
    }
  });

  test("the stream takes it from delayed to verifiable without polling", async () => {
    let polls = 0;
    server.use(
      http.get("*/api/v1/credentials/:id/delivery", () => {
        polls++;
        return HttpResponse.json(delivery("pending"));
      }),
    );
    await openForm();
    act(() => FakeEventSource.latest.send("hello"));
    act(() => FakeEventSource.latest.send("queues", queues({ redisConnected: false })));
    await fillIn();
    await submit();
    const card = await screen.findByRole("article", { name: /Ada Lovelace/ });
    const live = within(card).getByRole("status", { name: "Delivery to the verifier" });
    expect(await within(live).findByText("Delayed")).toBeInTheDocument();
    await waitFor(() => expect(FakeEventSource.latest.url).toContain(credential().id));
    const tell = (data: object) => act(() => FakeEventSource.latest.send("delivery", data));
    act(() => FakeEventSource.latest.send("hello"));
    act(() => FakeEventSource.latest.send("queues", queues()));
    expect(await within(live).findByText("Delivering…")).toBeInTheDocument();
    tell({ credentialId: credential().id, delivery: delivery("confirmed") });
    expect(await within(live).findByText("Verifiable")).toBeInTheDocument();
    expect(polls).toBe(1);
  });

  test("a failed delivery says so and shows the reason", async () => {
    server.use(http.get("*/api/v1/credentials/:id/delivery", () => HttpResponse.json(delivery("dead"))));
    await openForm();
    await fillIn();
    await submit();
    expect(await screen.findByText("Delivery failed")).toBeInTheDocument();
    expect(screen.getByText("Redis is away").parentElement).toHaveTextContent("Last error: Redis is away");
  });

  test("errors in the problem document are shown at their fields", async () => {
    server.use(
      http.post("*/api/v1/credentials/issue", () =>
        problem(400, {
          title: "One or more validation errors occurred.",
          errors: { HolderName: ["must be a real name"], "$.metadata": ["is too deep"], other: ["is odd"] },
        }),
      ),
    );
    await openForm();
    await fillIn();
    await submit();
    expect(await screen.findByText("must be a real name")).toBeInTheDocument();
    expect(field(/^Holder/)).toBeInvalid();
    expect(field(/^Issuer/)).toBeValid();
    expect(within(screen.getByRole("group", { name: "Additional data" })).getByText("is too deep")).toBeInTheDocument();
    expect(screen.getByText("other: is odd")).toBeInTheDocument();
  });

  test("a duplicate leads to the existing credential", async () => {
    const existing = credential({ id: "0199c0de-0000-7000-8000-00000000abcd" });
    server.use(
      http.post("*/api/v1/credentials/issue", () =>
        problem(409, { title: "Conflict", message: "Credential already exists", credentialId: existing.id }),
      ),
      http.get(`*/api/v1/credentials/${existing.id}`, () => HttpResponse.json(existing)),
    );
    await openForm();
    await fillIn();
    await submit();
    expect(await screen.findByRole("alert")).toHaveTextContent("This credential already exists");
    await user.click(screen.getByRole("link", { name: "Open the existing credential" }));
    expect(await screen.findByRole("heading", { level: 1, name: existing.holderName })).toBeInTheDocument();
  });

  test("a duplicate shows what stands in the way, and every way on", async () => {
    const existing = credential({
      id: "0199c0de-0000-7000-8000-00000000abcd",
      expiryDate: addMonths(todayUtc(), 1),
      status: status("suspended"),
    });
    const ways = (["renew", "replace", "holderId"] as const).map((action) => ({ action, detail: "…", href: null }));
    server.use(
      http.post("*/api/v1/credentials/issue", () =>
        problem(409, { title: "Conflict", credentialId: existing.id, state: "suspended", ways }),
      ),
      http.get(`*/api/v1/credentials/${existing.id}`, () => HttpResponse.json(existing)),
    );
    await openForm();
    await fillIn();
    await submit();
    const group = await screen.findByRole("group", { name: "Existing credential" });
    expect(group).toHaveTextContent(/^Ada LovelaceSuspendedvalid until /);
    const link = (name: string) => screen.getByRole("link", { name }).getAttribute("href");
    expect(link("Renew it")).toBe(`/credentials/${existing.id}?change=renew`);
    expect(link("Replace it")).toBe(`/credentials/${existing.id}?change=replace`);
    expect(await axeViolations()).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Enter your number for the holder" }));
    await waitFor(() => expect(field(/^Your number/)).toHaveFocus());
    expect(field(/^Your number/)).toBeVisible();
  });

  test("an overloaded service leaves the input in place and says when to retry", async () => {
    server.use(
      http.post("*/api/v1/credentials/issue", () => problem(503, { title: "Overloaded" }, { "Retry-After": "2" })),
    );
    await openForm();
    await fillIn();
    await submit();
    expect(await screen.findByText("Try again in 2 seconds.")).toBeInTheDocument();
    expect(field(/^Holder/)).toHaveValue("Ada Lovelace");
  });

  test("types used before are suggested while typing", async () => {
    const asked: string[] = [];
    server.use(
      http.get("*/api/v1/credentials/suggestions", ({ request }) => {
        const { searchParams } = new URL(request.url);
        asked.push(`${searchParams.get("field")}:${searchParams.get("prefix") ?? ""}`);
        return HttpResponse.json({ items: searchParams.get("prefix") === "first" ? ["First Aid Certificate"] : [] });
      }),
    );
    await openForm();
    await user.type(field(/^Credential type/), "first");
    await user.click(await screen.findByRole("option", { name: "First Aid Certificate" }));
    expect(field(/^Credential type/)).toHaveValue("First Aid Certificate");
    expect(asked).toContain("issuerName:");
  });

  test("a suggestion found by the service's own rules is offered, isolated", async () => {
    server.use(
      http.get("*/api/v1/credentials/suggestions", ({ request }) =>
        HttpResponse.json({ items: new URL(request.url).searchParams.get("prefix") ? ["Z\u00fcrich Tour Guide"] : [] }),
      ),
    );
    await openForm();
    await user.click(field(/^Credential type/));
    await user.paste("Zu\u0308rich");
    const option = await screen.findByRole("option", { name: "Z\u00fcrich Tour Guide" });
    expect(option.querySelector("bdi")).toHaveTextContent("Z\u00fcrich Tour Guide");
  });
});
