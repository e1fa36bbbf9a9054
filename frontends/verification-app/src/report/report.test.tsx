import { axeViolations, credential, problem, startServer, status } from "@kubecredential/shared/testing";
import { fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test, vi } from "vitest";
import { renderAt } from "../testing";

const server = startServer();
const known = credential();
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
const vc = '{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiableCredential"],"n":1.50}';
let asked: { type: string | null; language: string | null; body: string }[];
let saved: string[];

function answerWith(given: () => Response) {
  server.use(
    http.post("*/api/v1/credentials/verify", () => HttpResponse.json(verdict)),
    http.get("*/api/v1/report-certificates", () => HttpResponse.json({ offered: true, certificates: [] })),
    http.post("*/api/v1/credentials/report", async ({ request }) => {
      const language = new URL(request.url).searchParams.get("language");
      asked.push({ type: request.headers.get("content-type"), language, body: await request.text() });
      return given();
    }),
  );
}

const pdf = () =>
  new HttpResponse("%PDF-1.7", {
    headers: {
      "Content-Type": "application/pdf",
      "Content-Disposition": 'attachment; filename="verification-report-20260505-100000.pdf"',
    },
  });

beforeEach(() => {
  asked = [];
  saved = [];
  URL.createObjectURL = () => "blob:report";
  URL.revokeObjectURL = () => undefined;
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
    saved.push(this.download);
  });
});

test("a report on an ID is made by the verifier from that ID alone, in the reader's language, and saved", async () => {
  answerWith(pdf);
  renderAt(`/v/${known.id}?maxAge=PT1H`);
  await userEvent.click(await screen.findByRole("button", { name: "Download report" }));
  await waitFor(() => expect(saved).toEqual(["verification-report-20260505-100000.pdf"]));
  expect(asked).toEqual([{ type: "application/json", language: "en", body: `{"id":"${known.id}","maxAge":"PT1H"}` }]);
  expect(await screen.findByText("The report has been downloaded.")).toBeInTheDocument();
  expect(await axeViolations()).toEqual([]);
});

test("a report on a document sends it as it was entered", async () => {
  answerWith(pdf);
  renderAt("/");
  fireEvent.change(await screen.findByRole("textbox", { name: "What do you want to verify?" }), {
    target: { value: vc },
  });
  await userEvent.click(screen.getByRole("button", { name: "Verify" }));
  await userEvent.click(await screen.findByRole("button", { name: "Download report" }));
  await waitFor(() => expect(saved).toHaveLength(1));
  expect(asked[0]?.body).toBe(vc);
});

test("why there is no report is said, and it can be tried again", async () => {
  let isBusy = true;
  answerWith(() => (isBusy ? problem(503, { title: "Busy" }, { "Retry-After": "2" }) : pdf()));
  renderAt(`/v/${known.id}`);
  await userEvent.click(await screen.findByRole("button", { name: "Download report" }));
  expect(await screen.findByRole("alert")).toBeVisible();
  isBusy = false;
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  await waitFor(() => expect(saved).toHaveLength(1));
  expect(screen.queryByRole("alert")).toBeNull();
});

test("a verifier that makes no reports offers none", async () => {
  answerWith(pdf);
  let isAsked = false;
  server.use(
    http.get("*/api/v1/report-certificates", () => {
      isAsked = true;
      return HttpResponse.json({ offered: false, certificates: [] });
    }),
  );
  renderAt(`/v/${known.id}`);
  expect(await screen.findByRole("button", { name: "Verify again" })).toBeVisible();
  await waitFor(() => expect(isAsked).toBe(true));
  expect(screen.queryByRole("button", { name: "Download report" })).toBeNull();
});
