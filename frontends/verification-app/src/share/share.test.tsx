import { readStored } from "@kubecredential/shared";
import { axeViolations, credential, problem, startServer, status } from "@kubecredential/shared/testing";
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";
import { renderAt } from "../testing";

const server = startServer();
const known = credential({ holderName: 'Ada "<b>" Lovelace', metadata: { secret: "shown to whom she likes" } });
const verdict = {
  success: true,
  isValid: true,
  result: "valid",
  message: "…",
  credential: known,
  status: status("active"),
  version: 1,
  asOf: "2026-05-05T10:00:00Z",
  syncedAt: "2026-05-04T10:00:00Z",
  timestamp: "2026-05-05T10:00:00Z",
  workerId: "worker-v",
  issuer: null,
  checks: [{ name: "authentic", status: "pass", detail: "…" }],
};

test("a holder's link shows everything, names the public link, and is not kept in the history", async () => {
  let asked = "";
  server.use(
    http.get("*/api/v1/shared/:token", ({ params }) => {
      asked = String(params.token);
      return HttpResponse.json(verdict);
    }),
  );
  renderAt("/s#abc_DEF-123");
  expect(await screen.findByRole("heading", { level: 1, name: /^Valid: Ada/ })).toBeVisible();
  expect(asked).toBe("abc_DEF-123");
  expect(screen.getByText("The holder has shared this credential with all its details.")).toBeVisible();
  expect(screen.getByRole("article")).toHaveTextContent("secretshown to whom she likes");
  expect(screen.getByRole("img", { name: "QR code of the link to this credential" })).toBeVisible();
  expect(screen.getByRole("link", { name: `${location.origin}/v/${known.id}` })).toBeVisible();
  expect(readStored("kubecredential.checks")).toBeUndefined();
  expect(await axeViolations()).toEqual([]);
});

test.each([
  ["unknown", () => problem(404, { title: "Not Found" }), "This link leads to no credential"],
  ["expired", () => problem(410, { code: "expired" }), "This link has expired"],
  ["switched off", () => problem(410, { code: "switchedOff" }), "This link has been switched off"],
])("a link that is %s says so, and what to do", async (_, answer, title) => {
  server.use(http.get("*/api/v1/shared/:token", answer));
  renderAt("/s#abc");
  expect(await screen.findByRole("heading", { level: 1, name: title })).toBeVisible();
  expect(screen.getByRole("status")).toHaveTextContent(/ask the holder for a new link/i);
  expect(await axeViolations()).toEqual([]);
});

test("while the service is away the link can be tried again; without a token nothing is asked", async () => {
  let isAway = true;
  server.use(
    http.get("*/api/v1/shared/:token", () =>
      isAway ? problem(503, { title: "Away" }, { "Retry-After": "5" }) : HttpResponse.json(verdict),
    ),
  );
  const router = renderAt("/s#abc");
  expect(await screen.findByRole("heading", { name: "The credential cannot be opened right now" })).toBeVisible();
  isAway = false;
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByRole("heading", { name: /^Valid: / })).toBeVisible();
  await router.navigate({ to: "/s" });
  expect(await screen.findByRole("heading", { name: "This link is incomplete" })).toBeVisible();
});

test("an error that no link explains has a heading", async () => {
  server.use(http.get("*/api/v1/shared/:token", () => problem(418, { title: "Teapot" })));
  renderAt("/s#abc");
  expect(await screen.findByRole("heading", { level: 1, name: "The credential could not be verified" })).toBeVisible();
  expect(screen.getByRole("alert")).toHaveTextContent("Teapot");
  expect(await axeViolations()).toEqual([]);
});

test("share or embed: link, frame and pictures to copy, in which a name stays text; the focus comes back", async () => {
  server.use(http.post("*/api/v1/credentials/verify", () => HttpResponse.json(verdict)));
  renderAt(`/v/${known.id}`);
  const button = await screen.findByRole("button", { name: "Share or embed" });
  await userEvent.click(button);
  const dialog = await screen.findByRole("dialog", { name: "Share or embed" });
  const value = (name: string) => within(dialog).getByRole<HTMLTextAreaElement>("textbox", { name }).value;
  const api = `${location.origin}/api/v1/credentials/${known.id}`;
  expect(value("Link")).toBe(`${location.origin}/v/${known.id}`);
  const frame = new DOMParser().parseFromString(value("Frame: Code to paste"), "text/html").body;
  expect(frame.children).toHaveLength(1);
  expect(frame.querySelector("iframe")?.src).toBe(`${api}/badge?language=en`);
  expect(frame.querySelector("iframe")?.title).toBe('Verified credential: Ada "<b>" Lovelace, Bachelor of Science');
  const picture = new DOMParser().parseFromString(value("Image with link: Code to paste"), "text/html").body;
  expect(picture.querySelector("a")?.href).toBe(value("Link"));
  expect(picture.querySelector("img")?.src).toBe(`${api}/badge.svg?language=en`);
  expect(picture.querySelector("img")?.alt).toContain('Ada "<b>" Lovelace');
  expect(value("Image for e-mail: Code to paste")).toContain(`${api}/badge.png`);
  expect(within(dialog).getByRole("img", { name: "The badge as it looks now" })).toHaveAttribute(
    "src",
    `/api/v1/credentials/${known.id}/badge.svg?language=en`,
  );
  expect(await axeViolations(dialog)).toEqual([]);
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(button).toHaveFocus());
});
