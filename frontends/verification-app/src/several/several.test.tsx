import { axeViolations, credential, problem, startServer, status } from "@kubecredential/shared/testing";
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test, vi } from "vitest";
import { renderAt } from "../testing";
import { inTurns } from "./inTurns";

vi.mock("../scan/scanPicture", () => ({ scanPicture: vi.fn() }));

const server = startServer();
const idOf = (number: number) => `0199c0de-0000-7000-8000-${String(number).padStart(12, "0")}`;
let isAway = false;
let asked: unknown[];

const answer = (id: string, result: string) =>
  HttpResponse.json({
    success: true,
    isValid: result === "valid",
    result,
    message: "…",
    credential: credential({ id, holderName: `Holder ${Number(id.slice(-3))}` }),
    status: status("active"),
    version: 1,
    asOf: null,
    syncedAt: null,
    timestamp: "2026-05-05T10:00:00Z",
    workerId: "worker-v",
    issuer: null,
    checks: [],
  });

beforeEach(() => {
  asked = [];
  isAway = false;
  server.use(
    http.post("*/api/v1/credentials/verify", async ({ request }) => {
      const body = (await request.json()) as {
        id?: string;
        credential?: { id: string };
        verifiableCredential?: string;
      };
      asked.push(body);
      if (body.verifiableCredential) {
        return HttpResponse.json({ isValid: false, result: "malformed", message: "…", checks: [], document: null });
      }
      const id = body.id ?? body.credential?.id ?? "";
      if (id === idOf(3)) {
        return isAway ? new HttpResponse("", { status: 502 }) : answer(id, "revoked");
      }
      if (id.endsWith("9")) return problem(404, { isValid: false, result: "unknown", checks: [] });
      return answer(id, "valid");
    }),
  );
});

async function enter(text: string) {
  const router = renderAt("/");
  await userEvent.click(await screen.findByRole("textbox"));
  await userEvent.paste(text);
  expect(screen.getByText(/entries found\. You will get a list of results\.$/)).toBeVisible();
  await userEvent.keyboard("{Enter}");
  return router;
}

const lines = () => within(screen.getByRole("list", { name: "Several results" })).getAllByRole("listitem");

test("many lines: a sum, a list with names and verdicts, and the way to each", async () => {
  const router = await enter(`${idOf(1)}\nhttps://v.example/v/${idOf(2)}\n${idOf(3)}\n${idOf(4)}9`);
  expect(await screen.findByRole("heading", { level: 1, name: "2 of 4 are valid" })).toBeVisible();
  expect(screen.getByRole("status")).toHaveTextContent("Valid: 2, Revoked: 1, Not found: 1");
  expect(lines().map((line) => line.textContent)).toEqual([
    "Holder 1Bachelor of Science · Example UniversityValid",
    "Holder 2Bachelor of Science · Example UniversityValid",
    "Holder 3Bachelor of Science · Example UniversityRevoked",
    `${idOf(4)}9Credential not foundNot found`,
  ]);
  expect(await axeViolations()).toEqual([]);
  expect(document.title).toContain("Several results");
  await userEvent.click(screen.getByRole("link", { name: "Holder 2" }));
  await screen.findByRole("heading", { level: 1, name: /^Valid: Holder 2/ });
  expect(router.state.location.pathname).toBe(`/v/${idOf(2)}`);
  await userEvent.click(screen.getByRole("link", { name: "History" }));
  expect(within(await screen.findByRole("list", { name: "History" })).getAllByRole("listitem")).toHaveLength(4);
});

test("all valid is said as such", async () => {
  await enter(`${idOf(1)} ${idOf(2)}`);
  expect(await screen.findByRole("heading", { level: 1, name: "All 2 are valid" })).toBeVisible();
});

test("several files, also of other kinds; one that cannot be read keeps its place and says why", async () => {
  renderAt("/");
  await screen.findByRole("textbox");
  const whole = JSON.stringify(credential({ id: idOf(1) }));
  const jwt = "eyJhbGciOiJFZERTQSJ9.eyJpZCI6IjEifQ.c2lnbmF0dXJl";
  await userEvent.upload(document.querySelector("input[type=file]") as HTMLInputElement, [
    new File([whole], "ada.json", { type: "application/json" }),
    new File(["{}"], "empty.json", { type: "application/json" }),
    new File([jwt], "open.jwt", { type: "text/plain" }),
    new File(["…"], "photo.png", { type: "image/png" }),
  ]);
  expect(await screen.findByRole("heading", { level: 1, name: "1 of 4 is valid" })).toBeVisible();
  expect(lines().map((line) => line.textContent)).toEqual([
    "Holder 1Bachelor of Science · Example University · ada.jsonValid",
    "empty.jsonThis text (JSON) has no credential ID. Paste the whole credential.Not verified",
    "open.jwtThis credential is malformedMalformed",
    "photo.pngNo QR code found in this image. Try a sharper or closer one.Not verified",
  ]);
  await userEvent.click(screen.getByRole("link", { name: "Holder 1" }));
  await screen.findByRole("heading", { level: 1, name: /^Valid: Holder 1/ });
  expect(asked.at(-1)).toEqual({ credential: credential({ id: idOf(1) }) });
});

test("verifying again passes over files in which there is nothing, and shows how far it is", async () => {
  renderAt("/");
  await screen.findByRole("textbox");
  await userEvent.upload(document.querySelector("input[type=file]") as HTMLInputElement, [
    new File([idOf(1)], "ada.txt", { type: "text/plain" }),
    new File(["{}"], "empty.json", { type: "application/json" }),
  ]);
  await screen.findByRole("heading", { level: 1, name: "1 of 2 is valid" });
  let release = () => {};
  server.use(
    http.post("*/api/v1/credentials/verify", async () => {
      await new Promise<void>((resolve) => (release = resolve));
      return answer(idOf(1), "revoked");
    }),
  );
  await userEvent.click(screen.getByRole("button", { name: "Verify again" }));
  expect(await screen.findByRole("progressbar")).toHaveAttribute("aria-valuenow", "50");
  await waitFor(() => {
    release();
    expect(lines()[0]).toHaveTextContent("Revoked");
  });
  expect(screen.queryByRole("alert")).not.toBeInTheDocument();
  expect(lines()[1]).toHaveTextContent("has no credential ID");
});

test("what could not be checked is not called unsigned; a document without names is told in a sentence", async () => {
  const document = { kind: "credential", types: ["VerifiableCredential"], issuer: null, content: {} };
  server.use(
    http.post("*/api/v1/credentials/verify", async ({ request }) => {
      const isDocument = "verifiableCredential" in ((await request.json()) as object);
      return HttpResponse.json(
        isDocument
          ? { isValid: true, result: "valid", message: "…", checks: [], document }
          : { isValid: false, result: "notAuthentic", message: "…", checks: [], credential: null, status: null },
      );
    }),
  );
  await enter(`${idOf(1)}\neyJhbGciOiJFZERTQSJ9.eyJpZCI6IjEifQ.c2lnbmF0dXJl`);
  await screen.findByRole("heading", { level: 1, name: "1 of 2 is valid" });
  expect(lines().map((line) => line.textContent)).toEqual([
    `${idOf(1)}The issuer's signature could not be checkedNot verified`,
    "CredentialThis credential is validValid",
  ]);
});

test("a verifier that is away for one of them is asked again for that one only", async () => {
  isAway = true;
  await enter(`${idOf(1)}\n${idOf(3)}`);
  const alert = await screen.findByRole("alert");
  expect(alert).toHaveTextContent("The service is unavailable");
  expect(lines()[1]).toHaveTextContent("Not verified");
  isAway = false;
  await userEvent.click(within(alert).getByRole("button", { name: "Try again" }));
  await waitFor(() => expect(lines()[1]).toHaveTextContent("Revoked"));
  expect(asked).toHaveLength(3);
  expect(screen.queryByRole("alert")).not.toBeInTheDocument();
});

test("more than fifty are refused with what to do", async () => {
  await enter(Array.from({ length: 51 }, (_, at) => idOf(at + 100)).join("\n"));
  expect(screen.getByText("You entered 51. Up to 50 can be verified at once. Split them up.")).toBeVisible();
  expect(asked).toEqual([]);
});

test("the address of the list, opened elsewhere, says that there is nothing", async () => {
  renderAt("/several");
  expect(await screen.findByRole("heading", { level: 1, name: "Nothing to verify" })).toBeVisible();
});

test("only so many run at a time, in their order, also after a failure", async () => {
  const inTurn = inTurns(2);
  const begun: number[] = [];
  const ends: ((error?: Error) => void)[] = [];
  const all = [0, 1, 2, 3].map((number) =>
    inTurn(() => {
      begun.push(number);
      return new Promise<void>((resolve, reject) => ends.push((error) => (error ? reject(error) : resolve())));
    }).catch(() => {}),
  );
  await Promise.resolve();
  expect(begun).toEqual([0, 1]);
  ends[0]?.(new Error("no"));
  await waitFor(() => expect(begun).toEqual([0, 1, 2]));
  ends[1]?.();
  await waitFor(() => expect(begun).toEqual([0, 1, 2, 3]));
  ends[2]?.();
  ends[3]?.();
  await Promise.all(all);
});
