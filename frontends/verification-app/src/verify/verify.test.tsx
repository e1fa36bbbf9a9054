import type { Check, CredentialContent, KnownIssuer, VerifyAnswer } from "@kubecredential/shared";
import {
  axeViolations,
  credential,
  FakeEventSource,
  problem,
  startServer,
  status,
} from "@kubecredential/shared/testing";
import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { scanPicture } from "../scan/scanPicture";
import { FakeScanner, hide, withCamera, withoutCamera } from "../scan/testing";
import { renderAt } from "../testing";
import { verifyEarly } from "./useVerdict";

// jsdom has no cameras or images; the browser tests use the real scanner.
vi.mock("qr-scanner", async () => ({ default: (await import("../scan/testing")).FakeScanner }));
vi.mock("../scan/scanPicture", () => ({ scanPicture: vi.fn() }));

const server = startServer();
let asked: unknown[];

beforeEach(() => {
  asked = [];
});
afterEach(withoutCamera);

function answerWith(...answers: (() => Response)[]) {
  server.use(
    http.post("*/api/v1/credentials/verify", async ({ request }) => {
      asked.push(await request.json());
      const answer = answers[Math.min(asked.length, answers.length) - 1];
      return answer?.() ?? HttpResponse.error();
    }),
  );
}

const at = "2026-05-05T10:00:00Z";
const passed = (overrides: Partial<Record<Check["name"], Partial<Check>>> = {}): Check[] =>
  (
    [
      "known",
      "authentic",
      "content",
      "validFrom",
      "expiry",
      "suspension",
      "revocation",
      "current",
      "issuer",
      "fresh",
    ] as const
  ).map((name) => ({
    name,
    status: name === "content" ? "unchecked" : "pass",
    detail: `the server on ${name}`,
    ...overrides[name],
  }));
const expired = passed({ expiry: { status: "fail" } });

const known = credential();

const found = (
  isValid: boolean,
  found: CredentialContent | null = known,
  checks = passed(),
  message = "…",
  more: Partial<VerifyAnswer> = {},
) =>
  HttpResponse.json({
    result: isValid ? "valid" : resultOf(checks),
    status: status("active"),
    version: 1,
    asOf: "2026-05-05T10:00:00Z",
    checks,
    syncedAt: "2026-05-04T10:00:01Z",
    success: true,
    message,
    credential: found,
    workerId: "worker-v",
    timestamp: "2026-05-05T10:00:00Z",
    isValid,
    ...more,
  });

function resultOf(checks: Check[]): VerifyAnswer["result"] | "moonstruck" {
  const fails = (name: Check["name"]) => checks.some((check) => check.name === name && check.status === "fail");
  return fails("content") ? "different" : fails("expiry") ? "expired" : "moonstruck";
}

const notFound = () =>
  problem(404, {
    title: "Not Found",
    isValid: false,
    result: "unknown",
    asOf: "2026-05-05T10:00:00Z",
    workerId: "worker-v",
    timestamp: "2026-05-05T10:00:00Z",
    checks: passed().map((check) => ({
      ...check,
      status: check.name === "known" ? "fail" : check.name === "fresh" ? "pass" : "unchecked",
    })),
  });

const verdict = (name: string | RegExp) => screen.findByRole("heading", { level: 1, name });
const check = (name: string) => {
  const entry = within(screen.getByRole("list", { name: "What was checked" }))
    .getByText(name)
    .closest("li");
  return within(entry as HTMLElement)
    .getByRole("img", { hidden: true })
    .getAttribute("aria-label");
};

describe("a verdict", () => {
  test("valid: a sentence, its checks, its time and the credential", async () => {
    answerWith(() => found(true));
    renderAt(`/v/${known.id}`);
    const sentence = await verdict("Valid: Ada Lovelace, Bachelor of Science, Example University");
    expect(screen.getByRole("status")).toContainElement(sentence);
    expect(asked).toEqual([{ id: known.id }]);
    expect(check("Known to this verifier")).toBe("Passed");
    expect(check("Content as issued")).toBe("Not checked");
    expect(check("Not expired")).toBe("Passed");
    expect(screen.getByText("Whether every field you were shown matches what was issued.")).toBeInTheDocument();
    expect(check("Issued by")).toBe("Passed");
    expect(screen.getByText(/^Checked/)).toHaveTextContent(/May 5, 2026, 10:00:00\sAM UTC$/);
    // For operators only.
    expect(document.body).not.toHaveTextContent("worker-v");
    expect(screen.getByRole("article", { name: /Ada Lovelace/ })).toBeInTheDocument();
    expect(await axeViolations()).toEqual([]);
  });

  test("expired by the verifier's clock: says when it ended", async () => {
    answerWith(() => found(false, credential({ expiryDate: "2026-05-04" }), expired));
    renderAt(`/v/${known.id}`);
    await verdict(/^Expired: /);
    expect(
      screen.getByText(/was valid until May 4, 2026\.$/, { selector: "div > p:nth-of-type(1)" }),
    ).toBeInTheDocument();
    expect(check("Not expired")).toBe("Failed");
    expect(await axeViolations()).toEqual([]);
  });

  test("not valid for a reason that this app does not know: shows the verifier's message", async () => {
    answerWith(() =>
      found(false, known, passed({ issuer: { status: "fail", detail: "It was revoked." } }), "It was revoked."),
    );
    renderAt(`/v/${known.id}`);
    await verdict("This credential is not valid");
    expect(check("Issued by")).toBe("Failed");
    expect(screen.getAllByText("It was revoked.")).not.toHaveLength(0);
  });

  test("not found: says not to rely on it, and shows when the event arrives", async () => {
    answerWith(notFound, () => found(true));
    renderAt(`/v/${known.id}`);
    await verdict("Credential not found");
    expect(screen.getByText("This verifier has no credential with this ID. Do not rely on it.")).toBeInTheDocument();
    expect(screen.getByText(/This page keeps looking for one minute/)).toBeInTheDocument();
    expect(screen.queryByRole("progressbar")).not.toBeInTheDocument();
    expect(check("Known to this verifier")).toBe("Failed");
    expect(check("Not expired")).toBe("Not checked");
    expect(await axeViolations()).toEqual([]);
    expect(await screen.findByRole("heading", { name: /^Valid: / })).toBeInTheDocument();
    expect(asked).toHaveLength(2);
    expect(screen.queryByText(/keeps looking/)).not.toBeInTheDocument();
  });

  test("not found: the verifier's stream reports its arrival, without polling", async () => {
    answerWith(notFound, () => found(true));
    renderAt(`/v/${known.id}`);
    await verdict("Credential not found");
    expect(FakeEventSource.latest.url).toBe(`/api/v1/credentials/stream?ids=${known.id}`);
    act(() => FakeEventSource.latest.send("hello"));
    expect(screen.getByRole("status", { name: "Live updates" })).toHaveTextContent("Live");
    expect(asked).toHaveLength(1);
    const stream = FakeEventSource.latest;
    act(() => stream.send("credential", { credentialId: known.id, version: 1, syncedAt: "2026-05-05T10:00:01Z" }));
    await verdict(/^Valid: /);
    expect(asked).toHaveLength(2);
    expect(stream.isClosed).toBe(true);
  });

  test("after a minute watching stops until the user verifies again", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    try {
      answerWith(notFound);
      renderAt(`/v/${known.id}`);
      await verdict("Credential not found");
      const stream = FakeEventSource.latest;
      act(() => stream.send("hello"));
      await act(() => vi.advanceTimersByTimeAsync(60_000));
      expect(await screen.findByText(/did not arrive within a minute. You can verify it again/)).toBeInTheDocument();
      expect(stream.isClosed).toBe(true);
      const before = asked.length;
      await act(() => vi.advanceTimersByTimeAsync(60_000));
      expect(asked).toHaveLength(before);
      expect(FakeEventSource.latest).toBe(stream);
      fireEvent.click(screen.getByRole("button", { name: "Verify again" }));
      expect(await screen.findByText(/keeps looking for one minute/)).toBeInTheDocument();
      await waitFor(() => expect(asked).toHaveLength(before + 1));
      expect(FakeEventSource.latest).not.toBe(stream);
    } finally {
      vi.useRealTimers();
    }
  });

  test("a changed credential: the verdict says so and lists each field that differs", async () => {
    answerWith(() =>
      found(
        false,
        known,
        passed({
          content: {
            status: "fail",
            differences: [
              { field: "holderName", issued: "Ada Lovelace", shown: "Eve" },
              { field: "metadata.grade", issued: null, shown: { value: 1 } },
            ],
          },
        }),
      ),
    );
    renderAt("/");
    await userEvent.click(await screen.findByRole("textbox"));
    await userEvent.paste(JSON.stringify({ ...known, holderName: "Eve" }));
    await userEvent.keyboard("{Enter}");
    await verdict("This credential does not match what was issued");
    expect(check("Content as issued")).toBe("Failed");
    expect(screen.getByText("2 fields differ.")).toBeInTheDocument();
    const table = screen.getByRole("table", { name: "Content as issued" });
    expect(within(table).getByRole("row", { name: /^Holder Ada Lovelace Eve$/ })).toBeInTheDocument();
    expect(within(table).getByRole("row", { name: /^metadata.grade – .*"value": 1/ })).toBeInTheDocument();
    expect(screen.getByText("The credential as issued:")).toBeInTheDocument();
    expect(await axeViolations()).toEqual([]);
  });

  test('differences are shown unchanged, the string "1" apart from the number 1, names isolated', async () => {
    const differences =
      '[{"field":"metadata.a","issued":12345678901234567891,"shown":12345678901234567892},' +
      '{"field":"metadata.b","issued":1,"shown":"1"},{"field":"metadata.c","issued":1.10,"shown":"\u202Eeve"}]';
    answerWith(() => {
      const checks = passed({ content: { status: "fail", differences: [] } });
      const body = JSON.stringify({
        success: true,
        message: "…",
        credential: known,
        isValid: false,
        result: "different",
        checks,
        timestamp: at,
      });
      return new HttpResponse(body.replace('"differences":[]', `"differences":${differences}`), {
        headers: { "Content-Type": "application/json" },
      });
    });
    renderAt("/");
    await userEvent.click(await screen.findByRole("textbox"));
    await userEvent.paste(JSON.stringify({ ...known, holderName: "Eve" }));
    await userEvent.keyboard("{Enter}");
    await verdict("This credential does not match what was issued");
    const table = screen.getByRole("table", { name: "Content as issued" });
    const cells = (field: string) =>
      within(within(table).getByText(field).closest("tr") as HTMLElement)
        .getAllByRole("cell")
        .map((cell) => cell.textContent);
    expect(cells("metadata.a")).toEqual(["12345678901234567891", "12345678901234567892"]);
    expect(cells("metadata.b")).toEqual(["1", '"1"']);
    expect(cells("metadata.c")).toEqual(["1.10", "\u202Eeve"]);
    expect(within(table).getByText("\u202Eeve").tagName).toBe("BDI");
    expect(within(table).getByText("metadata.c").tagName).toBe("BDI");
  });

  test("an issuer's name in a sentence is isolated", async () => {
    answerWith(() => found(true, credential({ issuerName: "\u202EUni" })));
    renderAt(`/v/${known.id}`);
    await verdict(/^Valid: /);
    expect(screen.getByText("\u2068\uFFFDUni\u2069, on May 4, 2026.")).toBeInTheDocument();
  });

  test("shortly before it expires, it is valid with a warning", async () => {
    answerWith(() => found(true, credential({ expiryDate: "2026-05-20" }), passed({ expiry: { status: "warning" } })));
    renderAt(`/v/${known.id}`);
    await verdict(/^Valid: /);
    expect(check("Not expired")).toBe("Warning");
    expect(screen.getByText("Expires soon: valid until May 20, 2026.")).toBeInTheDocument();
  });

  test("a text that cannot be an ID is not waited for", async () => {
    answerWith(notFound);
    renderAt("/v/nonsense");
    await verdict("Credential not found");
    expect(screen.getByText(/is not a valid credential ID/)).toBeInTheDocument();
    expect(screen.queryByText(/keeps looking/)).not.toBeInTheDocument();
  });

  test("verifying again sends the request again", async () => {
    answerWith(
      () => found(true),
      () => found(false, credential({ expiryDate: "2026-05-04" }), expired),
    );
    renderAt(`/v/${known.id}`);
    await verdict(/^Valid: /);
    await userEvent.click(screen.getByRole("button", { name: "Verify again" }));
    expect(await verdict(/^Expired: /)).toBeInTheDocument();
  });

  test("an unavailable verifier gives no verdict and can be retried", async () => {
    answerWith(
      () => new HttpResponse("", { status: 500 }),
      () => found(true),
    );
    renderAt(`/v/${known.id}`);
    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent("The service is unavailable");
    expect(await verdict("The credential could not be verified")).toBeInTheDocument();
    expect(await axeViolations()).toEqual([]);
    await userEvent.click(within(alert).getByRole("button", { name: "Try again" }));
    expect(await verdict(/^Valid: /)).toBeInTheDocument();
  });

  test("a 404 from something else is not a verdict", async () => {
    answerWith(() => new HttpResponse("<html>", { status: 404 }));
    renderAt(`/v/${known.id}`);
    expect(await screen.findByRole("alert")).toBeInTheDocument();
    expect(screen.queryByText(/Credential not found/)).not.toBeInTheDocument();
  });
});

describe("the life of a credential", () => {
  const successor = "0199c0de-0000-7000-8000-00000000beef";

  test.each([
    {
      result: "suspended",
      heading: /^Suspended: /,
      text: "The issuer suspended it on May 4, 2026. Do not rely on it for now. The issuer can reinstate it.",
      failed: { suspension: { status: "fail" } },
      check: "Not suspended",
      detail: "Suspended since May 4, 2026. Reason: Fee not paid.",
      badge: "Suspended",
    },
    {
      result: "revoked",
      heading: /^Revoked: /,
      text: "The issuer revoked it for good on May 4, 2026. Do not rely on it.",
      failed: { revocation: { status: "fail" } },
      check: "Not revoked",
      detail: "Revoked on May 4, 2026. Reason: Fee not paid.",
      badge: "Revoked",
    },
  ] as const)("$result: the day, the public reason, the check", async ({ result, heading, text, failed, ...shown }) => {
    const checks = passed(failed as Parameters<typeof passed>[0]);
    const given = status(result, { reason: "nonPayment" });
    answerWith(() => found(false, known, checks, "…", { result, status: given, version: 2 }));
    renderAt(`/v/${known.id}`);
    const sentence = (await verdict(heading)).closest(".mantine-Card-root") as HTMLElement;
    expect(sentence).toHaveTextContent(text);
    expect(sentence).toHaveTextContent("Reason: Fee not paid.");
    expect(sentence.querySelector("svg")).not.toBeNull();
    expect(check(shown.check)).toBe("Failed");
    expect(screen.getByText(shown.detail)).toBeInTheDocument();
    expect(within(screen.getByRole("article")).getByText(shown.badge)).toBeInTheDocument();
    expect(screen.queryByRole("link", { name: /credential that replaces|current credential/ })).not.toBeInTheDocument();
    expect(await axeViolations()).toEqual([]);
    await userEvent.click(screen.getByRole("link", { name: "History" }));
    expect(within(await screen.findByRole("list", { name: "History" })).getByText(shown.badge)).toBeInTheDocument(); // The page before shows it, too.
  });

  test("superseded: leads to the credential that replaces it", async () => {
    const checks = passed({ current: { status: "fail", supersededBy: successor } });
    const given = status("superseded", { reason: "error", supersededBy: successor });
    answerWith(
      () => found(false, known, checks, "…", { result: "superseded", status: given, version: 2 }),
      () => found(true, { ...known, id: successor, holderName: "Ada King" }),
    );
    const router = renderAt(`/v/${known.id}`);
    await verdict(/^Replaced: /);
    expect(screen.getByText(/^Another credential replaced it on May 4, 2026\./)).toBeInTheDocument();
    expect(check("Not replaced")).toBe("Failed");
    expect(screen.getByRole("link", { name: "The credential that replaces it" })).toHaveAttribute(
      "href",
      `/v/${successor}`,
    );
    expect(await axeViolations()).toEqual([]);
    await userEvent.click(screen.getByRole("link", { name: "Open the current credential" }));
    await verdict(/^Valid: /);
    expect(router.state.location.pathname).toBe(`/v/${successor}`);
    expect(asked).toEqual([{ id: known.id }, { id: successor }]);
  });

  test("renewed from a later day: valid, with a note and a link", async () => {
    const given = status("superseded", { since: "2026-06-01T00:00:00Z", supersededBy: successor });
    answerWith(() => found(true, known, passed(), "…", { status: given, version: 2, timestamp: at }));
    renderAt(`/v/${known.id}`);
    await verdict(/^Valid: /);
    expect(
      screen.getByText(/No problems found\. Another credential replaces it on June 1, 2026\./),
    ).toBeInTheDocument();
    expect(screen.getByRole("link", { name: "Open the credential that replaces it" })).toHaveAttribute(
      "href",
      `/v/${successor}`,
    );
    expect(check("Not replaced")).toBe("Passed");
  });

  test("not valid yet: says from which day", async () => {
    const later = { ...known, validFrom: "2026-07-01" };
    answerWith(() => found(false, later, passed({ validFrom: { status: "fail" } }), "…", { result: "notYetValid" }));
    renderAt(`/v/${known.id}`);
    await verdict(/^Not yet valid: /);
    expect(screen.getByText(/and is valid from July 1, 2026\.$/)).toBeInTheDocument();
    expect(check("Already valid")).toBe("Failed");
    expect(screen.getByText("Valid from July 1, 2026.")).toBeInTheDocument();
  });

  test("erased: shows nothing personal, also of a whole credential that was shown, and keeps nothing", async () => {
    const checks = passed().map((one): Check => ({ ...one, status: one.name === "fresh" ? "pass" : "unchecked" }));
    const given = status("erased", { reason: "withdrawn" });
    answerWith(() => found(false, null, checks, "…", { result: "erased", status: given, version: 3 }));
    renderAt("/");
    await userEvent.click(await screen.findByRole("textbox"));
    await userEvent.paste(JSON.stringify(known));
    await userEvent.keyboard("{Enter}");
    await verdict("This credential has been erased");
    expect(screen.getByText(/^The issuer erased its content for good on May 4, 2026\./)).toBeInTheDocument();
    expect(screen.getAllByText("Cannot be checked, because the content was erased.")).not.toHaveLength(0);
    expect(screen.queryByRole("article")).not.toBeInTheDocument();
    expect(document.body).not.toHaveTextContent("Ada");
    expect(localStorage.getItem("kubecredential.checks")).not.toContain("Ada");
    expect(await axeViolations()).toEqual([]);
  });

  test("says how old the verifier's knowledge is", async () => {
    answerWith(
      () => found(true, known, passed(), "…", { asOf: at }),
      () => found(true, known, passed({ fresh: { status: "warning" } }), "…", { asOf: "2026-05-03T09:00:00Z" }),
      () => found(true, known, passed({ fresh: { status: "unchecked" } }), "…", { asOf: null }),
    );
    renderAt(`/v/${known.id}`);
    await verdict(/^Valid: /);
    const sentence = () => screen.getByRole("heading", { level: 1 }).closest(".mantine-Card-root");
    expect(sentence()).toHaveTextContent(/As of \d{1,2}:00:00\s[AP]M\./);
    await userEvent.click(screen.getByRole("button", { name: "Verify again" }));
    await waitFor(() =>
      expect(sentence()).toHaveTextContent(/This verifier has heard nothing from the issuer since May 3, 2026/),
    );
    expect(check("Up to date")).toBe("Warning");
    await userEvent.click(screen.getByRole("button", { name: "Verify again" }));
    await waitFor(() => expect(sentence()).toHaveTextContent("This verifier has not heard from the issuer yet."));
  });

  test("a link that asks for recent knowledge hands that on, and a stale verdict is not valid", async () => {
    const checks = passed({ fresh: { status: "fail" } });
    answerWith(() => found(false, known, checks, "…", { result: "stale", asOf: "2026-05-03T09:00:00Z" }));
    renderAt(`/v/${known.id}?maxAge=PT30S`);
    await verdict("This result is not recent enough");
    expect(asked).toEqual([{ id: known.id, maxAge: "PT30S" }]);
    expect(screen.getAllByText(/heard nothing from the issuer since May 3, 2026.*This link asks/)).toHaveLength(1);
    expect(check("Up to date")).toBe("Failed");
  });

  test("what the issuer did not sign is shown as such, without its content", async () => {
    const unchecked = { status: "unchecked" } as const;
    const rest = { content: unchecked, expiry: unchecked, issuer: unchecked, fresh: unchecked };
    answerWith(
      () =>
        found(false, null, passed({ authentic: { status: "fail" }, ...rest }), "…", {
          result: "notAuthentic",
          credential: null,
          status: null,
        }),
      () =>
        found(false, null, passed({ authentic: unchecked, ...rest }), "…", {
          result: "notAuthentic",
          credential: null,
          status: null,
        }),
    );
    renderAt(`/v/${known.id}`);
    const unsigned = await verdict("This credential was not signed by its issuer");
    expect(unsigned.closest("[data-bad]")).toHaveAttribute("data-bad", "true");
    expect(check("Signed by the issuer")).toBe("Failed");
    expect(screen.queryByText(known.holderName)).not.toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Verify again" }));
    const uncertain = await verdict("The issuer's signature could not be checked");
    expect(check("Signed by the issuer")).toBe("Not checked");
    expect(uncertain.closest("[data-bad]")).toHaveAttribute("data-bad", "false");
    await userEvent.click(screen.getByRole("link", { name: "History" }));
    const history = within(await screen.findByRole("list", { name: "History" }));
    expect(history.getByText("Not verified")).toBeInTheDocument();
    expect(history.queryByText("Not signed")).not.toBeInTheDocument();
  });

  test.each(["valid", "expired", "revoked", undefined])(
    "what the verifier calls not valid is never shown as valid: %s",
    async (result) => {
      answerWith(() => found(false, known, passed(), "…", { result: result as VerifyAnswer["result"] }));
      renderAt(`/v/${known.id}`);
      const heading = await screen.findByRole("heading", { level: 1 });
      expect(heading).not.toHaveTextContent("is valid");
    },
  );
});

test("the API's reference is a link away, beside the app's own pages", async () => {
  renderAt("/");
  const footer = within(await screen.findByRole("contentinfo"));
  expect(footer.getByRole("link", { name: "API reference" })).toHaveAttribute("href", "/scalar");
});

describe("the box", () => {
  test.each([
    ["an id", known.id, "This is a credential ID."],
    ["a link", `http://localhost:3003/v/${known.id}`, "This is a link to a credential."],
    ["JSON", JSON.stringify(known), "This is a whole credential. Every field will be compared with what was issued."],
  ])("understands %s and verifies on Enter", async (_, input, recognised) => {
    answerWith(() => found(true));
    const router = renderAt("/");
    const box = await screen.findByRole("textbox", { name: "What do you want to verify?" });
    await userEvent.click(box);
    await userEvent.paste(input);
    expect(screen.getByText(recognised)).toBeInTheDocument();
    await userEvent.keyboard("{Enter}");
    await verdict(/^Valid: /);
    expect(router.state.location.pathname).toBe(input.startsWith("{") ? "/check" : `/v/${known.id}`);
    expect(asked).toEqual([input.startsWith("{") ? { credential: known } : { id: known.id }]);
  });

  test("sends the JSON unchanged, including numbers that JavaScript cannot represent", async () => {
    const bodies: string[] = [];
    server.use(
      http.post("*/api/v1/credentials/verify", async ({ request }) => {
        bodies.push(await request.text());
        return found(true);
      }),
    );
    renderAt("/");
    await userEvent.click(await screen.findByRole("textbox"));
    await userEvent.paste(
      `{"success": true, "credential": {"id":"${known.id}","metadata":{"n":12345678901234567890}}}`,
    );
    await userEvent.keyboard("{Enter}");
    await verdict(/^Valid: /);
    expect(bodies).toEqual([`{"credential":{"id":"${known.id}","metadata":{"n":12345678901234567890}}}`]);
  });

  test("a credential with a duplicate key is not verified, and the key is named", async () => {
    renderAt("/");
    const box = await screen.findByRole("textbox");
    await userEvent.click(box);
    await userEvent.paste(`{"id":"${known.id}","holderName":"Ada Lovelace","holderName":"Eve"}`);
    await userEvent.keyboard("{Enter}");
    expect(await screen.findByText(/The field .*"holderName".* appears more than once/)).toBeInTheDocument();
    expect(box).toBeInvalid();
  });

  test("accepts a chosen file and a dropped one", async () => {
    answerWith(() => found(true));
    const file = new File([JSON.stringify(known)], "credential.json", { type: "application/json" });
    const router = renderAt("/");
    await screen.findByRole("textbox");
    await userEvent.upload(document.querySelector("input[type=file]") as HTMLInputElement, file);
    await verdict(/^Valid: /);
    await act(() => router.navigate({ to: "/" }));
    const form = (await screen.findByRole("textbox")).closest("form") as HTMLFormElement;
    const dataTransfer = { files: [file], getData: () => "" };
    fireEvent.dragOver(form, { dataTransfer });
    expect(screen.getByText(/Drop PDFs/)).toBeInTheDocument();
    fireEvent.drop(form, { dataTransfer });
    await verdict(/^Valid: /);
    expect(asked[0]).toEqual({ credential: known });
  });

  test("accepts dropped text", async () => {
    answerWith(() => found(true));
    renderAt("/");
    const form = (await screen.findByRole("textbox")).closest("form") as HTMLFormElement;
    fireEvent.drop(form, { dataTransfer: { files: [], getData: () => known.id } });
    await verdict(/^Valid: /);
    expect(asked).toEqual([{ id: known.id }]);
  });

  test("an image of the QR code leads to the verdict; an image without one says so", async () => {
    answerWith(() => found(true));
    let text: string | undefined;
    vi.mocked(scanPicture).mockImplementation(() => Promise.resolve(text));
    renderAt("/");
    await screen.findByRole("textbox");
    const input = document.querySelector("input[type=file]") as HTMLInputElement;
    const picture = new File(["…"], "qr.png", { type: "image/png" });
    await userEvent.upload(input, picture);
    expect(await screen.findByText(/No QR code found/)).toBeInTheDocument();
    expect(asked).toEqual([]);
    text = `https://verify.example.org/v/${known.id}`;
    await userEvent.upload(input, new File(["…"], "qr2.png", { type: "image/png" }));
    await verdict(/^Valid: /);
    expect(asked).toEqual([{ id: known.id }]);
  });

  test("a file that is not UTF-8 is rejected, because names could change", async () => {
    renderAt("/");
    await screen.findByRole("textbox");
    const latin1 = Uint8Array.from(`{"id":"${known.id}","holderName":"Zo\u00eb"}`, (character) =>
      character.charCodeAt(0),
    );
    const file = new File([latin1], "credential.json", { type: "application/json" });
    await userEvent.upload(document.querySelector("input[type=file]") as HTMLInputElement, file);
    expect(await screen.findByText(/^This file is not UTF-8 text/)).toBeInTheDocument();
  });

  test("a file that is too large or not a credential is rejected without a request", async () => {
    renderAt("/");
    await screen.findByRole("textbox");
    const input = document.querySelector("input[type=file]") as HTMLInputElement;
    await userEvent.upload(
      input,
      new File([new Uint8Array(1024 * 1024 + 1)], "big.json", { type: "application/json" }),
    );
    expect(
      await screen.findByText("This file is too large to be a credential. Choose another file."),
    ).toBeInTheDocument();
    await userEvent.upload(input, new File(["{}"], "empty.json", { type: "application/json" }));
    expect(
      await screen.findByText("This text (JSON) has no credential ID. Paste the whole credential."),
    ).toBeInTheDocument();
  });

  test("the same file, corrected since, can be chosen again", async () => {
    answerWith(() => found(true));
    renderAt("/");
    await screen.findByRole("textbox");
    const input = document.querySelector("input[type=file]") as HTMLInputElement;
    const file = new File(["{}"], "credential.json", { type: "application/json" });
    const content = vi.spyOn(file, "arrayBuffer");
    await userEvent.upload(input, file);
    expect(await screen.findByText(/has no credential ID/)).toBeInTheDocument();
    content.mockResolvedValue(new TextEncoder().encode(JSON.stringify(known)).buffer);
    await userEvent.upload(input, file);
    await verdict(/^Valid: /);
  });

  test("an image of another QR code is told, without a request", async () => {
    vi.mocked(scanPicture).mockResolvedValue("WIFI:S:guests;T:WPA;P:secret;;");
    renderAt("/");
    await screen.findByRole("textbox");
    const picture = new File(["…"], "qr.png", { type: "image/png" });
    await userEvent.upload(document.querySelector("input[type=file]") as HTMLInputElement, picture);
    expect(await screen.findByRole("alert")).toHaveTextContent("There is no ID, link or credential in this text.");
    expect(asked).toEqual([]);
  });

  test("the camera's QR code leads to the verdict, and the camera is let go", async () => {
    answerWith(() => found(true));
    const { stream, track } = withCamera();
    renderAt("/");
    await userEvent.click(await screen.findByRole("button", { name: "Scan QR code" }));
    await screen.findByRole("dialog", { name: "Scan a QR code" });
    await waitFor(() => expect(FakeScanner.latest?.video.srcObject).toBe(stream));
    act(() => FakeScanner.latest?.find(`http://localhost:3003/v/${known.id}`));
    await verdict(/^Valid: /);
    expect(FakeScanner.latest?.isDestroyed).toBe(true);
    expect(track.stop).toHaveBeenCalled();
  });

  test.each([
    ["NotFoundError", "No camera found", true],
    ["OverconstrainedError", "No camera found", true],
    ["NotAllowedError", "Camera access is blocked", true],
    ["NotReadableError", "The camera is in use", true],
    ["TypeError", "The camera did not start", true],
    ["insecure", "The camera needs a secure connection", false],
  ])("%s of the camera: says what it is and what to do", async (name, title, canRetry) => {
    const { getUserMedia } = withCamera(name === "insecure" ? undefined : new DOMException("no", name));
    vi.stubGlobal("isSecureContext", name !== "insecure");
    renderAt("/");
    const opener = await screen.findByRole("button", { name: "Scan QR code" });
    await userEvent.click(opener);
    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent(title);
    expect(alert).toHaveTextContent("Choose an image of the QR code instead, or enter the ID or the link.");
    expect(await axeViolations()).toEqual([]);
    if (canRetry) {
      await userEvent.click(within(alert).getByRole("button", { name: "Try again" }));
      await waitFor(() => expect(getUserMedia).toHaveBeenCalledTimes(2));
      await screen.findByRole("alert");
    } else {
      expect(getUserMedia).not.toHaveBeenCalled();
      expect(screen.queryByRole("button", { name: "Try again" })).not.toBeInTheDocument();
    }
    await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
    expect(opener).toHaveFocus();
  });

  test("a hidden page lets go of the camera and opens it anew; what fails then is told", async () => {
    const { getUserMedia, track } = withCamera();
    renderAt("/");
    await userEvent.click(await screen.findByRole("button", { name: "Scan QR code" }));
    await waitFor(() => expect(FakeScanner.latest).toBeDefined());
    const before = FakeScanner.latest;
    hide(true);
    expect(track.stop).toHaveBeenCalledTimes(1);
    expect(before?.isDestroyed).toBe(true);
    hide(false);
    await waitFor(() => expect(FakeScanner.latest).not.toBe(before));
    expect(getUserMedia).toHaveBeenCalledTimes(2);
    // What the earlier one still does to its picture is not done to this one.
    expect(FakeScanner.latest?.video).not.toBe(before?.video);
    hide(true);
    getUserMedia.mockRejectedValueOnce(new DOMException("no", "NotAllowedError"));
    hide(false);
    expect(await screen.findByRole("alert")).toHaveTextContent("Camera access is blocked");
  });

  test("a camera that opens after the page was hidden is let go", async () => {
    const { getUserMedia, stream, track } = withCamera();
    let open = (_: typeof stream) => {};
    getUserMedia.mockReturnValueOnce(new Promise((resolve) => (open = resolve)));
    renderAt("/");
    await userEvent.click(await screen.findByRole("button", { name: "Scan QR code" }));
    await waitFor(() => expect(getUserMedia).toHaveBeenCalledTimes(1));
    hide(true);
    await act(async () => open(stream));
    expect(track.stop).toHaveBeenCalledTimes(1);
    expect(FakeScanner.latest).toBeUndefined();
  });

  test("a camera that is unplugged is told", async () => {
    const { track } = withCamera();
    renderAt("/");
    await userEvent.click(await screen.findByRole("button", { name: "Scan QR code" }));
    await waitFor(() => expect(track.onended).toBeDefined());
    act(() => track.onended?.());
    expect(await screen.findByText("No camera found")).toBeInTheDocument();
  });

  test("a code that is no credential is told, without a request", async () => {
    withCamera();
    renderAt("/");
    await userEvent.click(await screen.findByRole("button", { name: "Scan QR code" }));
    await waitFor(() => expect(FakeScanner.latest).toBeDefined());
    act(() => FakeScanner.latest?.find("WIFI:S:guests;T:WPA;P:secret;;"));
    expect(await screen.findByRole("alert")).toHaveTextContent("There is no ID, link or credential in this text.");
    expect(asked).toEqual([]);
  });

  test("a link within a message, an ID without dashes, and a holder's link", async () => {
    answerWith(() => found(true));
    server.use(http.get("*/api/v1/shared/:token", () => found(true)));
    const router = renderAt("/");
    for (const [text, path] of [
      [`Dear all, see https://verify.example.org/v/${known.id}.`, `/v/${known.id}`],
      [known.id.replace(/-/g, ""), `/v/${known.id}`],
      ["Look: https://verify.example.org/s#abc_DEF", "/s"],
    ] as const) {
      await userEvent.click(await screen.findByRole("textbox"));
      await userEvent.paste(text);
      await userEvent.keyboard("{Enter}");
      await verdict(/^Valid: /);
      expect(router.state.location.pathname).toBe(path);
      await act(() => router.navigate({ to: "/" }));
    }
  });

  test("verifying again keeps the focus where it is", async () => {
    answerWith(() => found(true));
    renderAt(`/v/${known.id}`);
    await verdict(/^Valid: /);
    await userEvent.click(screen.getByRole("button", { name: "Verify again" }));
    await expect.poll(() => asked.length).toBe(2);
    await waitFor(() => expect(screen.getByRole("button", { name: "Verify again" })).toHaveFocus());
  });

  test("while an unavailable verifier is asked again, the alert stays; when it answers, the focus stays on the page", async () => {
    let release = () => {};
    let isAway = true;
    server.use(
      http.post("*/api/v1/credentials/verify", async () => {
        asked.push(null);
        if (asked.length > 1) await new Promise<void>((resolve) => (release = resolve));
        return isAway ? new HttpResponse("", { status: 500 }) : found(true);
      }),
    );
    renderAt(`/v/${known.id}`);
    const alert = await screen.findByRole("alert");
    await userEvent.click(within(alert).getByRole("button", { name: "Try again" }));
    await expect.poll(() => asked.length).toBe(2);
    expect(screen.getByRole("alert")).toBe(alert);
    expect(screen.queryByText("Verifying…")).not.toBeInTheDocument();
    isAway = false;
    release();
    await verdict(/^Valid: /);
    await waitFor(() => expect(screen.getByRole("main")).toContainElement(document.activeElement as HTMLElement));
  });

  test("near the last day, it is said when that day ends for the reader", async () => {
    vi.stubEnv("TZ", "Europe/Berlin");
    try {
      const last = credential({ expiryDate: "2026-05-04" });
      answerWith(() => found(false, last, expired));
      renderAt(`/v/${known.id}`);
      await verdict(/^Expired: /);
      const said = screen.getAllByText(/in your time zone it ends on May 5, 2026 at 2:00.AM\.$/);
      expect(said).toHaveLength(2);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test("explains what is wrong with other input, without a request", async () => {
    renderAt("/");
    const box = await screen.findByRole("textbox");
    await userEvent.click(screen.getByRole("button", { name: "Verify" }));
    expect(screen.getByText("Enter an ID, a link or a credential, or scan a QR code.")).toBeInTheDocument();
    await userEvent.click(box);
    await userEvent.paste('{"name": "Ada"}');
    await userEvent.click(screen.getByRole("button", { name: "Verify" }));
    expect(screen.getByText("This text (JSON) has no credential ID. Paste the whole credential.")).toBeInTheDocument();
    expect(box).toBeInvalid();
    expect(await axeViolations()).toEqual([]);
  });
});

describe("the issuer", () => {
  const university: KnownIssuer = {
    name: known.issuerName,
    slug: "example-university",
    did: "did:web:credentials.example.org:issuers:example-university",
    website: "https://www.example.org/about",
    contact: null,
    logo: "/issuers/example-university/logo?v=2",
    registeredAt: "2025-01-31T10:00:00Z",
  };
  const card = () => screen.queryByRole("region", { name: "Issued by" });
  const shown = async (answer: () => Response, sentence: string | RegExp = /^Valid: /) => {
    answerWith(answer);
    renderAt(`/v/${known.id}`);
    return verdict(sentence);
  };
  const judged = (result: VerifyAnswer["result"], more: Partial<VerifyAnswer> = {}, checks = passed()) =>
    found(result === "valid", known, checks, "…", { result, issuer: university, ...more });

  test("is shown after the verdict, with logo, its own domain, since when it is known, and DID", async () => {
    const sentence = await shown(() => judged("valid"));
    const section = within(card() as HTMLElement);
    expect(sentence.compareDocumentPosition(card() as HTMLElement)).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
    expect(screen.getByRole("status")).not.toContainElement(card());
    expect(card()?.querySelector("img")).toHaveAttribute("src", "/issuers/example-university/logo?v=2");
    expect(card()?.querySelector("img")).toHaveAttribute("alt", "");
    expect(section.getByText("Example University")).toBeInTheDocument();
    const link = section.getByRole("link", { name: "www.example.org" });
    expect(link).toHaveAttribute("href", "https://www.example.org/about");
    expect(link).toHaveAttribute("rel", "noopener noreferrer");
    expect(link.parentElement).toHaveTextContent("www.example.org (as the issuer says itself)");
    expect(section.getByText("Known since January 31, 2025")).toBeInTheDocument();
    expect(section.getByText("did:web:credentials.example.org:issuers:example-university")).toBeInTheDocument();
    expect(section.getByRole("button", { name: "Copy the issuer's DID" })).toBeInTheDocument();
    expect(screen.queryByText(/has no profile of this issuer/)).toBeNull();
    expect(await axeViolations()).toEqual([]);
  });

  test("without a logo has initials, and without a web address or DID has none", async () => {
    const website = "javascript:alert(1)";
    await shown(() => judged("valid", { issuer: { ...university, logo: null, website, did: null } }));
    expect(card()).toHaveTextContent("EU");
    expect(within(card() as HTMLElement).queryByRole("link")).toBeNull();
    expect(within(card() as HTMLElement).queryByRole("button")).toBeNull();
  });

  test("a logo that cannot be loaded, or is elsewhere, is replaced by initials", async () => {
    await shown(() => judged("valid"));
    fireEvent.error(card()?.querySelector("img") as HTMLImageElement);
    expect(card()?.querySelector("img")).toBeNull();
    expect(card()).toHaveTextContent("EU");
  });

  test.each(["//evil.example/logo", "https://evil.example/logo", "/\\evil.example/logo"])(
    "a logo at %s is not loaded",
    async (logo) => {
      await shown(() => judged("valid", { issuer: { ...university, logo } }));
      expect(card()?.querySelector("img")).toBeNull();
    },
  );

  test("that this verifier has no profile of is named as before", async () => {
    await shown(() => judged("valid", { issuer: null }));
    expect(card()).toBeNull();
    expect(
      screen.getByText("\u2068Example University\u2069, on May 4, 2026. This verifier has no profile of this issuer."),
    ).toBeInTheDocument();
    expect(await axeViolations()).toEqual([]);
  });

  test.each([
    ["revoked", /^Revoked: /],
    ["expired", /^Expired: /],
    ["stale", "This result is not recent enough"],
  ] as const)("with a credential that is %s, it is in grey, and the verdict stays first", async (result, sentence) => {
    const first = await shown(() => judged(result), sentence);
    expect(first.compareDocumentPosition(card() as HTMLElement)).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
    expect(card()?.querySelector("img")?.parentElement?.className).toMatch(/muted/);
  });

  test.each([
    ["different", { content: { status: "fail" } }, "This credential does not match what was issued"],
    ["notAuthentic", { authentic: { status: "fail" } }, "This credential was not signed by its issuer"],
    ["notAuthentic", { authentic: { status: "unchecked" } }, "The issuer's signature could not be checked"],
    ["valid", { authentic: { status: "unchecked" } }, /^Valid: /],
  ] as const)("is never shown where it could lend its name: %s, %o", async (result, checks, sentence) => {
    await shown(() => judged(result, {}, passed(checks)), sentence);
    expect(card()).toBeNull();
  });

  test("of another name than in the credential is not shown", async () => {
    await shown(() => judged("valid", { issuer: { ...university, name: "Example Universitу" } }));
    expect(card()).toBeNull();
  });

  test("is not kept in the history", async () => {
    await shown(() => judged("valid"));
    expect(localStorage.getItem("kubecredential.checks")).toContain(known.id);
    expect(localStorage.getItem("kubecredential.checks")).not.toContain("did:web");
  });
});

describe("the history", () => {
  const forged = { ...known, holderName: "Eve", issuerName: "A Better University" };
  const differs = () =>
    found(
      false,
      known,
      passed({
        content: { status: "fail", differences: [{ field: "holderName", issued: "Ada Lovelace", shown: "Eve" }] },
      }),
    );
  const entries = async () => within(await screen.findByRole("list", { name: "History" })).getAllByRole("listitem");

  async function verifyWhole(text: string) {
    const router = renderAt("/");
    await userEvent.click(await screen.findByRole("textbox"));
    await userEvent.paste(text);
    await userEvent.keyboard("{Enter}");
    return router;
  }

  test("keeps the latest verdict for each credential, and can be cleared", async () => {
    answerWith(() => found(true));
    const router = renderAt(`/v/${known.id}`);
    await verdict(/^Valid: /);
    await userEvent.click(screen.getByRole("button", { name: "Verify again" }));
    await expect.poll(() => asked.length).toBe(2);

    await userEvent.click(screen.getByRole("link", { name: "History" }));
    const list = await screen.findByRole("list", { name: "History" });
    expect(within(list).getAllByRole("listitem")).toHaveLength(1);
    expect(within(list).getByText("Valid")).toBeInTheDocument();
    expect(await axeViolations()).toEqual([]);

    await userEvent.click(screen.getByRole("button", { name: "Clear history" }));
    expect(await screen.findByText("No verifications yet")).toBeInTheDocument();
    expect(screen.getByRole("heading", { level: 1 })).toHaveFocus();
    expect(localStorage.getItem("kubecredential.checks")).toBeNull();
    await router.navigate({ to: "/" });
    expect(screen.queryByText("Ada Lovelace")).not.toBeInTheDocument();
  });

  test("a forgery keeps its name as shown, and verifying again sends what was shown", async () => {
    answerWith(differs);
    const raw = JSON.stringify(forged);
    const router = await verifyWhole(raw);
    await verdict("This credential does not match what was issued");
    expect(screen.queryByRole("button", { name: "Copy link" })).not.toBeInTheDocument();
    expect(router.state.location.href).not.toContain(known.id);

    await userEvent.click(screen.getByRole("link", { name: "History" }));
    const [entry] = await entries();
    expect(entry).toHaveTextContent("Eve");
    expect(entry).toHaveTextContent("Shown to you, not genuine");
    expect(entry).toHaveTextContent("Does not match");
    expect(entry).not.toHaveTextContent("Ada Lovelace");

    await userEvent.click(screen.getByRole("link", { name: "Eve" }));
    expect(await verdict("This credential does not match what was issued")).toBeInTheDocument();
    expect(asked).toHaveLength(1);
    expect(screen.getByText(/^Result of May 5, 2026/)).toBeInTheDocument();
    expect(screen.getByRole("row", { name: "Holder Ada Lovelace Eve" })).toBeInTheDocument();
    const shown = screen.getByRole("region", { name: "What you were shown" });
    expect(shown).toHaveTextContent('"holderName": "Eve"');
    expect(shown).toHaveTextContent("not genuine");
    expect(screen.queryByRole("button", { name: "Copy link" })).not.toBeInTheDocument();
    expect(router.state.location.href).not.toContain(known.id);
    expect(await axeViolations()).toEqual([]);

    await userEvent.click(screen.getByRole("link", { name: "Verify again" }));
    await expect.poll(() => asked).toEqual([{ credential: forged }, { credential: forged }]);
    expect(await verdict("This credential does not match what was issued")).toBeInTheDocument();
    await userEvent.click(screen.getByRole("link", { name: "History" }));
    expect(await entries()).toHaveLength(1);
  });

  test("the same ID verified alone is another entry, with a link", async () => {
    answerWith(differs, () => found(true));
    const router = await verifyWhole(JSON.stringify(forged));
    await verdict("This credential does not match what was issued");
    await act(() => router.navigate({ to: "/v/$id", params: { id: known.id } }));
    await verdict(/^Valid: /);
    await userEvent.click(screen.getByRole("link", { name: "History" }));
    expect((await entries()).map((entry) => within(entry).getByRole("link").textContent)).toEqual([
      "Ada Lovelace",
      "Eve",
    ]);
    await userEvent.click(screen.getByRole("link", { name: "Ada Lovelace" }));
    expect(await screen.findByRole("button", { name: "Copy link" })).toBeInTheDocument();
    expect(screen.getByRole("link", { name: "Verify again" })).toHaveAttribute("href", `/v/${known.id}`);
  });

  test("a whole credential that was not found is not confirmed when its ID arrives later", async () => {
    answerWith(notFound);
    await verifyWhole(JSON.stringify(forged));
    await verdict("Credential not found");
    expect(screen.queryByRole("button", { name: "Copy link" })).not.toBeInTheDocument();
    await userEvent.click(screen.getByRole("link", { name: "History" }));
    const [entry] = await entries();
    expect(entry).toHaveTextContent("Eve");
    expect(entry).toHaveTextContent("Shown to you, not confirmed");
    await userEvent.click(screen.getByRole("link", { name: "Eve" }));
    expect(await screen.findByRole("link", { name: "Verify again" })).toHaveAttribute("href", "/check");
  });

  test("an entry keeps numbers unchanged", async () => {
    const raw = `{"id":"${known.id}","holderName":"Eve","metadata":{"student":12345678901234567891,"grade":1.10}}`;
    const bodies: string[] = [];
    server.use(
      http.post("*/api/v1/credentials/verify", async ({ request }) => {
        bodies.push(await request.text());
        return differs();
      }),
    );
    await verifyWhole(raw);
    await verdict("This credential does not match what was issued");
    await userEvent.click(screen.getByRole("link", { name: "History" }));
    await userEvent.click(await screen.findByRole("link", { name: "Eve" }));
    const shown = await screen.findByRole("region", { name: "What you were shown" });
    expect(shown).toHaveTextContent('"student": 12345678901234567891, "grade": 1.10');
    await userEvent.click(screen.getByRole("link", { name: "Verify again" }));
    await expect.poll(() => bodies).toEqual([`{"credential":${raw}}`, `{"credential":${raw}}`]);
  });

  test("a past verdict says if the credential has expired since", async () => {
    answerWith(() => found(true, credential({ expiryDate: "2026-05-06" })));
    renderAt(`/v/${known.id}`);
    await verdict(/^Valid: /);
    await userEvent.click(screen.getByRole("link", { name: "History" }));
    await userEvent.click(await screen.findByRole("link", { name: "Ada Lovelace" }));
    expect(await screen.findByText("It has expired since then.")).toBeInTheDocument();
  });

  test("the address of a whole credential's verdict, opened elsewhere, gives no verdict", async () => {
    renderAt("/check");
    expect(await screen.findByText("Nothing to verify")).toBeInTheDocument();
    expect(await axeViolations()).toEqual([]);
  });

  test("a missing entry says so", async () => {
    renderAt("/history/none");
    expect(await screen.findByText("This verification is not in the history")).toBeInTheDocument();
  });

  test("entries of the first version keep their verdict and cannot be verified by ID alone", async () => {
    const entry = { id: "a", kind: "differs", holderName: "Ada", credentialType: "T", checkedAt: at };
    localStorage.setItem("kubecredential.checks", JSON.stringify([entry, { ...entry, id: "b", holderName: "Bob" }]));
    renderAt("/history");
    await userEvent.click(await screen.findByRole("button", { name: /^Remove .Bob. from the history$/ }));
    expect(screen.queryByText("Bob")).not.toBeInTheDocument();
    await userEvent.click(screen.getByRole("link", { name: "Ada" }));
    await verdict("This credential does not match what was issued");
    expect(screen.getByText(/What you were shown is not stored with this entry/)).toBeInTheDocument();
    expect(screen.queryByRole("link", { name: "Verify again" })).not.toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Copy link" })).not.toBeInTheDocument();
  });

  test.each([
    "{",
    '"text"',
    '[null, 1, {"id": 7}]',
    '[{"key":"k","id":"i","shown":"whole","verdict":{"kind":"valid"}}]',
  ])("survives %s in the browser's storage", async (stored) => {
    localStorage.setItem("kubecredential.checks", stored);
    renderAt("/history");
    expect(await screen.findByText("No verifications yet")).toBeInTheDocument();
  });
});

describe("what the page has asked before the app was there", () => {
  const ahead = (response: Promise<Response>) => {
    globalThis.kubeCredentialAhead = {
      method: "POST",
      path: "/api/v1/credentials/verify",
      body: JSON.stringify({ id: known.id }),
      startedAt: Date.now(),
      response,
    };
  };
  afterEach(() => {
    globalThis.kubeCredentialAhead = undefined;
  });

  test("is the verdict, at once and without another question", async () => {
    answerWith(() => found(false, known, expired));
    ahead(Promise.resolve(found(true)));
    await verifyEarly();
    renderAt(`/v/${known.id}`);
    expect(await screen.findByRole("heading", { name: /^Valid/ })).toBeVisible();
    expect(asked).toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: "Verify again" }));
    expect(await screen.findByRole("heading", { name: /expired/i })).toBeVisible();
    expect(asked).toEqual([{ id: known.id }]);
  });

  test("is asked again if no answer came", async () => {
    answerWith(() => found(true));
    ahead(Promise.reject(new TypeError("no network")));
    await verifyEarly();
    renderAt(`/v/${known.id}`);
    await userEvent.click(await screen.findByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("heading", { name: /^Valid/ })).toBeVisible();
    expect(asked).toEqual([{ id: known.id }]);
  });

  test("says nothing on another credential", async () => {
    answerWith(() => found(true));
    ahead(Promise.resolve(found(false, known, expired)));
    await verifyEarly();
    renderAt(`/v/${known.id.replace(/.$/, "f")}`);
    expect(await screen.findByRole("heading", { name: /^Valid/ })).toBeVisible();
    expect(asked).toHaveLength(1);
  });
});
