import type { DocumentAnswer } from "@kubecredential/shared";
import { axeViolations, problem, startServer } from "@kubecredential/shared/testing";
import { fireEvent, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test, vi } from "vitest";
import { scanPicture } from "../scan/scanPicture";
import { renderAt } from "../testing";

vi.mock("qr-scanner", () => ({ default: class {} }));
vi.mock("../scan/scanPicture", () => ({ scanPicture: vi.fn() }));

const server = startServer();
let asked: { path: string; type: string | null; body: string }[];

const vc = '{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiableCredential","Degree"],"n":1.50}';
const jwtOf = (header: object) => `${btoa(JSON.stringify(header)).replace(/=/g, "")}.eyJhIjoxfQ.c2ln`;

const answer = (overrides: Partial<DocumentAnswer> = {}): DocumentAnswer => ({
  success: true,
  message: "This credential is valid. It was issued by Example University.",
  credential: null,
  workerId: "worker-v",
  timestamp: "2026-05-05T10:00:00Z",
  isValid: true,
  result: "valid",
  status: null,
  version: null,
  syncedAt: null,
  asOf: null,
  issuer: null,
  checks: [
    { name: "proof", status: "pass", detail: "The signature matches." },
    { name: "schema", status: "notApplicable", detail: "It names no schema." },
    { name: "trust", status: "pass", detail: "Trusted here." },
  ],
  document: {
    kind: "credential",
    format: "dataIntegrity",
    id: "urn:uuid:0199c0de-0000-7000-8000-000000000001",
    types: ["VerifiableCredential", "Degree"],
    issuer: { id: "did:web:university.example", name: "Example University", standing: "trusted" },
    holder: null,
    validFrom: "2026-01-01T00:00:00Z",
    validUntil: null,
    content: { credentialSubject: { name: "Ada" } },
  },
  ...overrides,
});

function answerWith(given: () => Response) {
  const note = async ({ request }: { request: Request }) => {
    const { pathname } = new URL(request.url);
    asked.push({ path: pathname, type: request.headers.get("content-type"), body: await request.text() });
    return given();
  };
  server.use(http.post("*/api/v1/credentials/verify", note), http.post("*/api/v1/credentials/verify-picture", note));
}

beforeEach(() => {
  asked = [];
  vi.mocked(scanPicture).mockReset();
});

async function enter(text: string) {
  renderAt("/");
  const box = await screen.findByRole("textbox", { name: "What do you want to verify?" });
  fireEvent.change(box, { target: { value: text } });
  await userEvent.setup().click(screen.getByRole("button", { name: "Verify" }));
}

const title = (name: string) => screen.findByRole("heading", { level: 1, name });

test("a pasted credential is sent as it was entered, and the verdict says who issued it", async () => {
  answerWith(() => HttpResponse.json(answer()));
  await enter(vc);

  await title("This credential is valid");
  expect(asked).toEqual([{ path: "/api/v1/credentials/verify", type: "application/json", body: vc }]);
  const issuer = within(screen.getByRole("region", { name: "Issued by" }));
  issuer.getByText("Example University");
  issuer.getByText("Trusted by the operators of this verifier");
  issuer.getByText("did:web:university.example");
  screen.getByRole("img", { name: "Does not apply" });
  within(screen.getByRole("region", { name: "What it says" })).getByText("Degree");
  expect(await axeViolations()).toEqual([]);
});

test("an untrusted one is told in words, with what the issuer calls itself", async () => {
  answerWith(() =>
    HttpResponse.json(
      answer({
        isValid: false,
        result: "untrusted",
        message: "Its issuer is not trusted here.",
        document: {
          ...(answer().document as NonNullable<DocumentAnswer["document"]>),
          issuer: { id: "did:key:z6Mk", name: "Some University", standing: "untrusted" },
        },
      }),
    ),
  );
  await enter(vc);

  await title("This credential is sound, but its issuer is not trusted here");
  screen.getByText(/anyone can be an issuer/);
  screen.getByText("Not trusted by this verifier. The name is what the issuer calls itself.");
});

test("what could not be checked is told as such", async () => {
  answerWith(() =>
    HttpResponse.json(
      answer({
        isValid: false,
        result: "unchecked",
        message: "The status list could not be read.",
        checks: [{ name: "revocation", status: "unchecked", detail: "The status list could not be read." }],
        warnings: [{ code: "statusIndexIsNumber", message: "The index is a number." }],
      }),
    ),
  );
  await enter(vc);

  await title("Whether this credential is valid could not be checked");
  screen.getByRole("img", { name: "Could not be checked" });
  screen.getByText("The index of a status is a number; the specification wants text.");
});

test.each([
  [
    "de",
    "Der Nachweis entspricht nicht seinem Schema. Stelle: /credentialSubject",
    "Der Index eines Status ist eine Zahl",
  ],
  ["ar", "لا تطابق الشهادة مخططها. الموضع: /credentialSubject", "فهرس الحالة عدد"],
])(
  "what was found is told in %s, and what there are no words for is marked as English",
  async (language, found, warning) => {
    localStorage.setItem("kubecredential.language", JSON.stringify(language));
    answerWith(() =>
      HttpResponse.json(
        answer({
          isValid: false,
          result: "malformed",
          message: "This is not a sound credential.",
          checks: [
            {
              name: "schema",
              status: "fail",
              detail: "It breaks it.",
              code: "schemaViolation",
              arguments: ["/credentialSubject"],
            },
            { name: "trust", status: "pass", detail: "Trusted, says a later version.", code: "later" },
          ],
          warnings: [{ code: "statusIndexIsNumber", message: "The index is a number." }],
        }),
      ),
    );
    await renderAt("/").navigate({ to: "/document", state: { document: vc } });
    const plain = (text: string) => text.replace(/[\u2068\u2069]/g, "");
    const sentences = await screen.findAllByText((text) => plain(text) === found);
    expect(sentences).toHaveLength(2);
    for (const one of sentences) expect(one.closest("[lang]")).toHaveAttribute("lang", language);
    expect(screen.getByText((text) => text.startsWith(warning)).closest("[lang]")).toHaveAttribute("lang", language);
    expect(screen.getByText("Trusted, says a later version.").closest("[lang]")).toHaveAttribute("lang", "en");
    expect(screen.queryByText("This is not a sound credential.")).toBeNull();
    localStorage.clear();
  },
);

test.each([
  [{ alg: "EdDSA", typ: "vc+jwt" }, "verifiableCredential"],
  [{ alg: "EdDSA", typ: "vp+jwt" }, "verifiablePresentation"],
])("a JWT with the header %j is sent as %s", async (header, member) => {
  answerWith(() => HttpResponse.json(answer()));
  const jwt = jwtOf(header);
  await enter(jwt);

  await title("This credential is valid");
  expect(JSON.parse(asked[0]?.body ?? "")).toEqual({ [member]: jwt });
});

test("each credential of a presentation has its own verdict", async () => {
  const { document, checks } = answer();
  const one = { message: "…", checks, document: document as NonNullable<typeof document> };
  answerWith(() =>
    HttpResponse.json(
      answer({
        isValid: false,
        result: "expired",
        document: { ...one.document, kind: "presentation", issuer: null, content: null },
        credentials: [
          { ...one, isValid: true, result: "valid" },
          { ...one, isValid: false, result: "expired" },
        ],
      }),
    ),
  );
  await enter(vc);

  await title("This credential has expired");
  screen.getByText("A presentation with 2 credentials");
  within(screen.getByRole("region", { name: "Credential 1" })).getByText("This credential is valid");
  within(screen.getByRole("region", { name: "Credential 2" })).getByText("This credential has expired");
  expect(await axeViolations()).toEqual([]);
});

test.each([
  ["badge.svg", "image/svg+xml", "<svg/>"],
  ["badge.png", "image/png", "\u0089PNG…iTXtopenbadgecredential…"],
])("the badge in %s is read by the verifier", async (name, type, content) => {
  answerWith(() => HttpResponse.json(answer()));
  renderAt("/");
  const box = await screen.findByRole("textbox", { name: "What do you want to verify?" });
  fireEvent.drop(box, { dataTransfer: { files: [new File([content], name, { type })], getData: () => "" } });

  await title("This credential is valid");
  expect(asked.map(({ path, type }) => [path, type])).toEqual([["/api/v1/credentials/verify-picture", type]]);
  expect(scanPicture).not.toHaveBeenCalled();
});

test("a picture without a badge is still searched for a QR code, which may hold a JWT", async () => {
  answerWith(() => HttpResponse.json(answer()));
  vi.mocked(scanPicture).mockResolvedValue(jwtOf({ typ: "vc+jwt" }));
  renderAt("/");
  const box = await screen.findByRole("textbox", { name: "What do you want to verify?" });
  fireEvent.drop(box, {
    dataTransfer: { files: [new File(["\u0089PNG"], "qr.png", { type: "image/png" })], getData: () => "" },
  });

  await title("This credential is valid");
  expect(asked[0]?.path).toBe("/api/v1/credentials/verify");
});

test("a refusal of the verifier is a verdict, an outage is not", async () => {
  answerWith(() => problem(400, { isValid: false, message: "body: The image holds no badge." } as never));
  renderAt("/");
  const box = await screen.findByRole("textbox", { name: "What do you want to verify?" });
  fireEvent.drop(box, {
    dataTransfer: { files: [new File(["<svg/>"], "a.svg", { type: "image/svg+xml" })], getData: () => "" },
  });
  await title("This could not be verified");
  screen.getByText(/holds no badge/);
});

test("without a document there is nothing to verify", async () => {
  renderAt("/document");
  await title("Nothing to verify");
});
