import type { MailText, MailTexts } from "@kubecredential/shared";
import { axeViolations, problem, setupUser } from "@kubecredential/shared/testing";
import { screen, waitFor, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test } from "vitest";
import { quietService, renderAt, signedInAs, startServer } from "../testing";
import { mailKinds } from "./kinds";
import { editedTexts, unknownPlaceholders } from "./mailTexts";

const server = startServer();
let user: UserEvent;
let own: MailText[];
let saved: unknown[];

const defaults: MailText[] = mailKinds.flatMap((kind) =>
  ["en", "ar"].map((language) => ({
    kind,
    language,
    subject: `${kind} in ${language}`,
    body: `Hello {holder}: {link}`,
  })),
);
const known = (): MailTexts => ({
  texts: own,
  defaults,
  placeholders: ["holder", "credential", "issuer", "link", "expires", "answer"],
});

beforeEach(() => {
  user = setupUser();
  own = [];
  saved = [];
  server.use(
    ...quietService,
    http.get("*/api/v1/issuers/example", () =>
      HttpResponse.json({
        name: "Example University",
        slug: "example",
        website: null,
        contact: null,
        logo: null,
        did: null,
        registeredAt: "2026-05-04T10:00:00Z",
        revision: 1,
      }),
    ),
    http.get("*/api/v1/issuers/example/keys", () => HttpResponse.json({ items: [] })),
    http.get("*/api/v1/issuers/example/mail-texts", () => HttpResponse.json(known())),
    http.put("*/api/v1/issuers/example/mail-texts", async ({ request }) => {
      const body = (await request.json()) as { texts: MailText[] };
      saved.push(body.texts);
      own = body.texts;
      return HttpResponse.json(known());
    }),
    http.post("*/api/v1/issuers/example/mail-texts/preview", async ({ request }) => {
      const { subject, body } = (await request.json()) as MailText;
      const fill = (text: string) => text.replaceAll("{holder}", "Ada").replaceAll("{link}", "https://x/h#…");
      return HttpResponse.json({ subject: fill(subject), text: fill(body), html: "" });
    }),
  );
});

const card = () => screen.findByRole("region", { name: "Messages to holders" });

test("a message is written, seen as it is sent, saved, and set back", async () => {
  renderAt("/issuers/example");
  const body = await within(await card()).findByRole("textbox", { name: /^Text/ });
  expect(await within(await card()).findByText("Hello Ada: https://x/h#…")).toBeVisible();
  expect(await axeViolations()).toEqual([]);
  await user.clear(body);
  await user.type(body, "Dear {{holder}, ");
  await user.click(within(await card()).getByRole("button", { name: "{link}" }));
  expect(body).toHaveValue("Dear {holder}, {link}");
  expect(await within(await card()).findByText("Dear Ada, https://x/h#…")).toBeVisible();
  await user.click(within(await card()).getByRole("button", { name: "Save messages" }));
  expect(await within(await card()).findByText("The messages have been saved.")).toBeVisible();
  expect(saved).toEqual([
    [{ kind: "invitation", language: "en", subject: "invitation in en", body: "Dear {holder}, {link}" }],
  ]);
  expect(within(await card()).getByRole("combobox", { name: "Language" })).toHaveDisplayValue("English (changed)");
  await user.click(within(await card()).getByRole("button", { name: "Use the default text" }));
  await user.click(within(await card()).getByRole("button", { name: "Save messages" }));
  await waitFor(() => expect(saved.at(-1)).toEqual([]));
});

test("what is wrong is told before it is sent", async () => {
  renderAt("/issuers/example");
  const body = await within(await card()).findByRole("textbox", { name: /^Text/ });
  await user.clear(body);
  await user.type(body, "Dear {{name}");
  expect(within(await card()).getByText(/These placeholders do not exist: .\{name\}/)).toBeVisible();
  await user.clear(body);
  await user.type(body, "Dear you");
  await user.click(within(await card()).getByRole("button", { name: "Save messages" }));
  expect(within(await card()).getByText(/needs the placeholder \{link\}/)).toBeVisible();
  expect(body).toHaveFocus();
  expect(saved).toEqual([]);
  await user.click(within(await card()).getByRole("button", { name: "Discard changes" }));
  expect(body).toHaveValue("Hello {holder}: {link}");
});

test("what is wrong in another message is shown where it is", async () => {
  renderAt("/issuers/example");
  const kind = await within(await card()).findByRole("combobox", { name: "Message" });
  await user.selectOptions(kind, "Answer to a correction");
  await user.type(within(await card()).getByRole("textbox", { name: /^Subject/ }), " {{answer}");
  await user.clear(within(await card()).getByRole("textbox", { name: /^Text/ }));
  await user.selectOptions(kind, "Invitation");
  await user.click(within(await card()).getByRole("button", { name: "Save messages" }));
  expect(kind).toHaveDisplayValue("Answer to a correction");
  await waitFor(async () => expect(within(await card()).getByRole("textbox", { name: /^Text/ })).toHaveFocus());
  expect(within(await card()).getByText("Enter a text.")).toBeVisible();
  expect(saved).toEqual([]);
});

test("the service's rules are shown; Arabic is written from the right", async () => {
  server.use(
    http.put("*/api/v1/issuers/example/mail-texts", () =>
      problem(400, { errors: { "texts[0].subject": ["This must be shorter."] } }),
    ),
  );
  renderAt("/issuers/example");
  await user.selectOptions(await within(await card()).findByRole("combobox", { name: "Language" }), "Arabic");
  const subject = within(await card()).getByRole("textbox", { name: /^Subject/ });
  expect(subject).toHaveAttribute("dir", "rtl");
  await user.type(subject, "!");
  await user.click(within(await card()).getByRole("button", { name: "Save messages" }));
  expect(await within(await card()).findByText("This must be shorter.")).toBeVisible();
});

test("operators read the messages", async () => {
  server.use(signedInAs({ roles: ["operator"] }));
  renderAt("/issuers/example");
  expect(await within(await card()).findByText("Only registrars change these messages.")).toBeVisible();
  expect(within(await card()).getByRole("textbox", { name: /^Text/ })).toHaveAttribute("readonly");
});

test("the rules of texts", () => {
  const draft = { subject: "New", body: "{link}" };
  own = [{ kind: "expiry", language: "en", subject: "Own", body: "{link}" }];
  expect(editedTexts(known(), { "answer ar": draft })).toEqual(
    [own[0], { kind: "answer", language: "ar", ...draft }].toSorted((a, b) =>
      a?.kind === "expiry" ? -1 : b?.kind === "expiry" ? 1 : 0,
    ),
  );
  expect(unknownPlaceholders({ subject: "{a} {holder}", body: "{a} {b c} { \n}" }, ["holder"])).toEqual(["a", "b c"]);
});
