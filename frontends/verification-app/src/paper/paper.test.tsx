import { axeViolations, credential, startServer } from "@kubecredential/shared/testing";
import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { PDFWorker } from "pdfjs-dist/legacy/build/pdf.mjs";
// @ts-expect-error the package has no types for it
import * as worker from "pdfjs-dist/legacy/build/pdf.worker.mjs";
import { beforeEach, expect, test, vi } from "vitest";
import { renderAt } from "../testing";
import { showsName } from "./showsName";
import { pdfWith } from "./testing";

// jsdom has no workers: the reader runs in this thread.
vi.mock("./openWorker", () => ({
  openWorker() {
    (globalThis as { pdfjsWorker?: unknown }).pdfjsWorker = worker;
    const reader = new PDFWorker();
    return { reader, end: () => reader.destroy() };
  },
}));

const server = startServer();
let sent: string[];

const document = (name = "Ada Lovelace") =>
  JSON.stringify({
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    id: "urn:uuid:0199c0de-0000-7000-8000-000000000001",
    type: ["VerifiableCredential"],
    validFrom: "2026-05-04T00:00:00Z",
    credentialSubject: { name, credentialType: "bsc", metadata: { honours: true, mark: 1 } },
  });

beforeEach(() => {
  sent = [];
  server.use(
    http.post("*/api/v1/credentials/verify", async ({ request }) => {
      const body = await request.text();
      sent.push(body);
      const content = JSON.parse(body);
      return HttpResponse.json({
        success: true,
        message: "…",
        isValid: true,
        result: "valid",
        checks: [],
        credential: null,
        document: {
          kind: "credential",
          format: "dataIntegrity",
          id: content.id,
          types: content.type,
          issuer: { id: "did:web:x", name: "University of London", standing: "own" },
          holder: null,
          validFrom: content.validFrom,
          validUntil: "2027-05-03T23:59:59Z",
          content,
        },
        certificate: {
          state: "known",
          display: [{ language: "en", title: "BSc Computing", fields: [{ name: "mark", label: "Final mark" }] }],
          design: { colour: "#112233", textColour: "#ffffff" },
          hiddenFields: 0,
        },
      });
    }),
  );
});

async function choose(file: File) {
  renderAt("/");
  await userEvent.upload(
    (await screen.findByText("Choose files or images")).closest("button")?.previousElementSibling as HTMLInputElement,
    file,
  );
}

const credentialJson = { "credential.json": document() };

test("a certificate as PDF: what is embedded is verified as it is, and shown as the certificate", async () => {
  await choose(pdfWith({ text: "Awarded to Ada Lovelace", attachments: { ...credentialJson, "marks.json": "[1]" } }));
  expect(await screen.findByRole("heading", { level: 1, name: "This credential is valid" })).toBeVisible();
  expect(sent).toEqual([document()]);
  expect(screen.getByText(/The name on the paper is the one in the credential/)).toHaveTextContent("certificate.pdf");
  const article = screen.getByRole("article", { name: "BSc Computing Ada Lovelace" });
  expect(article).toHaveTextContent("Final mark1honoursYes");
  expect(article).toHaveTextContent("Valid untilMay 3, 2027");
  expect(screen.getByRole("link", { name: "Open its public page" })).toHaveAttribute(
    "href",
    "/v/0199c0de-0000-7000-8000-000000000001",
  );
  expect(screen.queryByRole("alert")).not.toBeInTheDocument();
  expect(await axeViolations()).toEqual([]);
});

test("a paper that names somebody else is warned of, whatever the verdict", async () => {
  await choose(pdfWith({ text: "Awarded to Adam Lovelace", attachments: credentialJson }));
  expect(await screen.findByRole("alert")).toHaveTextContent("The holder's name is not on the paper");
  expect(screen.getByRole("heading", { level: 1, name: "This credential is valid" })).toBeVisible();
  expect(await axeViolations()).toEqual([]);
});

test("a credential as the REST API shows it is compared with what was issued, and the warning stays with it", async () => {
  server.use(
    http.post("*/api/v1/credentials/verify", () =>
      HttpResponse.json({
        isValid: false,
        result: "different",
        checks: [],
        timestamp: "2026-05-05T10:00:00Z",
        message: "…",
        asOf: null,
      }),
    ),
  );
  await choose(
    pdfWith({ text: "Awarded to Grace Hopper", attachments: { "credential.json": JSON.stringify(credential()) } }),
  );
  expect(await screen.findByRole("heading", { level: 1, name: /does not match/ })).toBeVisible();
  expect(screen.getByRole("alert")).toHaveTextContent("The holder's name is not on the paper");
});

test("a malformed JWT in a PDF is verified like any other, and the verifier says what is wrong with it", async () => {
  const jwt = "eyJhbGciOiJFZERTQSJ9.a.c2lnbmF0dXJl";
  let body: unknown;
  server.use(
    http.post("*/api/v1/credentials/verify", async ({ request }) => {
      body = await request.json();
      return HttpResponse.json({ isValid: false, result: "malformed", message: "No JWT.", checks: [], document: null });
    }),
  );
  await choose(pdfWith({ text: "Awarded to Ada Lovelace", attachments: { "credential.jwt": jwt } }));
  expect(await screen.findByRole("heading", { level: 1, name: "This credential is malformed" })).toBeVisible();
  expect(body).toEqual({ verifiableCredential: jwt });
});

const big = () => {
  const file = pdfWith({ text: "x" });
  Object.defineProperty(file, "size", { value: 50 * 1024 * 1024 });
  return file;
};

test.each([
  ["without attachments", () => pdfWith({ text: "Ada Lovelace" }), /contains no credential/],
  [
    "whose attachment is no credential",
    () => pdfWith({ text: "x", attachments: { "credential.json": "{}" } }),
    /contains no credential/,
  ],
  [
    "with two credentials",
    () => pdfWith({ text: "Ada Lovelace", attachments: { ...credentialJson, "other.json": document("Grace Hopper") } }),
    /contains several credentials/,
  ],
  [
    "that only a password opens",
    () => pdfWith({ text: "x", attachments: credentialJson, isEncrypted: true }),
    /protected by a password/,
  ],
  ["of 50 MB", big, /This PDF is 50 MB in size/],
  ["that is none", () => new File(["%PDF-1.7 nothing of the kind"], "a.pdf"), /cannot be read as a PDF/],
])("a PDF %s is told, and nothing is sent", async (_, file, text) => {
  await choose(file());
  expect(await screen.findByText(text)).toBeVisible();
  expect(sent).toEqual([]);
});

test.each([
  ["Ada Lovelace", "Awarded to ADA\nLOVELACE on", true],
  ["Ada Lovelace", "A da Lovel ace", true],
  ["Ada Lovelace", "Adam Lovelace", false],
  ["Ann Lee", "Joann Lee", false],
  ["Ann Lee", "Ann Leeds", false],
  ["Zoë Å. O’Hara-(Łuk) [x]", "Zoe\u0308 A\u030a. O’Hara-(Łuk) [x]", true],
  ["王小明", "茲證明王小明君", true],
  ["สมชาย", "มอบให้สมชายเมื่อ", true],
  ["محمد علي", "مُنحت إلى \u2067محمد علي\u2069", true],
  ["محمد", "\uFEE3\uFEA4\uFEE4\uFEAA", true],
  ["ޢަލީ", "ީ\u202Bޢަލ\u202C has", true],
  ["محمد علي", "محمود علي", false],
  ["", "anything", false],
])("the name %j stands in %j: %s", (name, text, stands) => {
  expect(showsName(text, name)).toBe(stands);
});
