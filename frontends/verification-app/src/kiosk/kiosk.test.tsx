import { readStored } from "@kubecredential/shared";
import { axeViolations, credential, startServer, status } from "@kubecredential/shared/testing";
import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeScanner, withCamera, withoutCamera } from "../scan/testing";
import { renderAt } from "../testing";

vi.mock("qr-scanner", async () => ({ default: (await import("../scan/testing")).FakeScanner }));

const server = startServer();
const known = credential();
const other = "0199c0de-0000-7000-8000-00000000beef";
const link = (id = known.id) => `https://verify.example.org/v/${id}`;
let asked: string[];

beforeEach(() => {
  asked = [];
  vi.useFakeTimers({ shouldAdvanceTime: true });
  server.use(
    http.post("*/api/v1/credentials/verify", async ({ request }) => {
      const { id } = (await request.json()) as { id: string };
      asked.push(id);
      const isValid = id === known.id;
      return HttpResponse.json({
        success: true,
        isValid,
        result: isValid ? "valid" : "revoked",
        message: "…",
        credential: { ...known, id, holderName: isValid ? "Ada Lovelace" : "Eve" },
        status: status(isValid ? "active" : "revoked"),
        version: 1,
        asOf: null,
        syncedAt: null,
        timestamp: "2026-05-05T10:00:00Z",
        workerId: "worker-v",
        issuer: null,
        checks: [],
      });
    }),
  );
});
afterEach(() => {
  vi.useRealTimers();
  withoutCamera();
});

async function begin(path = "/kiosk") {
  const camera = withCamera();
  const router = renderAt(path);
  await waitFor(() => expect(FakeScanner.latest).toBeDefined());
  return { ...camera, router };
}

const find = (text: string) => act(() => FakeScanner.latest?.find(text));

test("a verdict is shown large, then the camera scans on; nothing is kept", async () => {
  const { router } = await begin("/?kiosk");
  expect(router.state.location.pathname).toBe("/kiosk");
  expect(screen.queryByRole("navigation")).not.toBeInTheDocument();
  find(link());
  const region = screen.getByRole("status");
  await waitFor(() => expect(region).toHaveTextContent("ValidAda LovelaceBachelor of Science · Example University"));
  // While it is shown, nothing else is scanned.
  find(link(other));
  await act(() => vi.advanceTimersByTimeAsync(6_000));
  expect(region).toBeEmptyDOMElement();
  expect(asked).toEqual([known.id]);
  expect(FakeScanner.latest?.isDestroyed).toBe(false);
  expect(readStored("kubecredential.checks")).toBeUndefined();
  await act(() => vi.advanceTimersByTimeAsync(3_000));
  find(link(other));
  await waitFor(() => expect(region).toHaveTextContent("RevokedEve"));
});

test("a verdict is accessible", async () => {
  await begin();
  find(link());
  await screen.findByText("Valid");
  expect(await axeViolations()).toEqual([]);
});

test("the next visitor's code, held up during a verdict, is verified after it", async () => {
  await begin();
  find(link());
  await screen.findByText("Valid");
  for (let second = 0; second < 6; second += 1) {
    find(link(other));
    await act(() => vi.advanceTimersByTimeAsync(1_000));
  }
  expect(screen.getByRole("status")).toBeEmptyDOMElement();
  expect(asked).toEqual([known.id]);
  find(link(other));
  await waitFor(() => expect(screen.getByRole("status")).toHaveTextContent("RevokedEve"));
  expect(asked).toEqual([known.id, other]);
});

test.each([2, 51])("a code that holds %i credentials is told to do so", async (count) => {
  await begin();
  find(Array.from({ length: count }, (_, at) => `0199c0de-0000-7000-8000-${String(at).padStart(12, "0")}`).join("\n"));
  expect(await screen.findByText("Several credentials")).toBeVisible();
  expect(asked).toEqual([]);
});

test("a verifier that does not answer is not waited for, and need not be", async () => {
  const limits: (number | undefined)[] = [];
  vi.spyOn(AbortSignal, "timeout").mockImplementation((ms) => {
    limits.push(ms);
    const limit = new AbortController();
    setTimeout(() => limit.abort(new DOMException("late", "TimeoutError")), ms);
    return limit.signal;
  });
  try {
    server.use(
      http.post("*/api/v1/credentials/verify", ({ request }) => {
        asked.push(request.url);
        return new Promise<never>(() => {});
      }),
    );
    await begin();
    find(link());
    await screen.findByText("Verifying…");
    await waitFor(() => expect(asked).toHaveLength(1));
    await act(() => vi.advanceTimersByTimeAsync(10_000));
    expect(await screen.findByText("The service is unavailable")).toBeVisible();
    expect(limits).toEqual([10_000]);
    await userEvent.click(screen.getByRole("button", { name: "Next" }));
    let release = () => {};
    server.use(
      http.post("*/api/v1/credentials/verify", async () => {
        await new Promise<void>((resolve) => (release = resolve));
        return new HttpResponse("", { status: 502 });
      }),
    );
    find(link(other));
    await screen.findByText("Verifying…");
    const next = screen.getByRole("button", { name: "Next" });
    await waitFor(() => {
      release();
      expect(screen.getByText("The service is unavailable")).toBeVisible();
    });
    expect(screen.getByRole("button", { name: "Next" })).toBe(next);
    await userEvent.click(next);
    await act(() => vi.advanceTimersByTimeAsync(3_000));
    find(link());
    await screen.findByText("Verifying…");
    await userEvent.click(screen.getByRole("button", { name: "Next" }));
    expect(screen.getByRole("status")).toBeEmptyDOMElement();
  } finally {
    vi.mocked(AbortSignal.timeout).mockRestore();
  }
});

test("a code that stays before the camera counts once", async () => {
  await begin();
  find(link());
  await screen.findByText("Valid");
  for (let second = 0; second < 9; second += 1) {
    find(link());
    await act(() => vi.advanceTimersByTimeAsync(1_000));
  }
  expect(asked).toHaveLength(1);
  await act(() => vi.advanceTimersByTimeAsync(3_000));
  find(link());
  await waitFor(() => expect(asked).toHaveLength(2));
});

test("going on does not have to wait, and keeps the focus on the page", async () => {
  await begin();
  find(link());
  await screen.findByText("Valid");
  await userEvent.click(screen.getByRole("button", { name: "Next" }));
  expect(screen.getByRole("status")).toBeEmptyDOMElement();
  await waitFor(() => expect(screen.getByRole("main")).toHaveFocus());
});

test("a code that is something else is not sent anywhere", async () => {
  await begin();
  find("WIFI:S:guests;T:WPA;P:secret;;");
  expect(await screen.findByText("Not a credential")).toBeVisible();
  expect(asked).toEqual([]);
});

test("what is no credential, and a verifier that is away, are no verdicts", async () => {
  await begin();
  find("hello world");
  expect(await screen.findByText("Not a credential")).toBeVisible();
  expect(asked).toEqual([]);
  await userEvent.click(screen.getByRole("button", { name: "Next" }));
  server.use(http.post("*/api/v1/credentials/verify", () => new HttpResponse("", { status: 502 })));
  find(link());
  expect(await screen.findByText("The service is unavailable")).toBeVisible();
});

test("sound is off until it is switched on, and differs for what is not valid", async () => {
  const tones: number[] = [];
  const close = vi.fn(() => Promise.resolve());
  const node = { connect: (to: unknown) => to, start: vi.fn(), stop: vi.fn() };
  const gain = { setValueAtTime: vi.fn(), exponentialRampToValueAtTime: vi.fn() };
  vi.stubGlobal(
    "AudioContext",
    class {
      currentTime = 0;
      close = close;
      destination = {};
      createGain = () => ({ ...node, gain });
      createOscillator = () => ({
        ...node,
        frequency: {
          set value(tone: number) {
            tones.push(tone);
          },
        },
      });
    },
  );
  await begin();
  find(link());
  await screen.findByText("Valid");
  expect(tones).toEqual([]);
  await userEvent.click(screen.getByRole("button", { name: "Sound", pressed: false }));
  await userEvent.click(screen.getByRole("button", { name: "Next" }));
  find(link(other));
  await screen.findByText("Revoked");
  expect(tones).toHaveLength(1);
  await userEvent.click(screen.getByRole("button", { name: "Next" }));
  await act(() => vi.advanceTimersByTimeAsync(3_000));
  find(link());
  await screen.findByText("Valid");
  expect(tones).toHaveLength(3);
  expect(close).not.toHaveBeenCalled();
  await userEvent.click(screen.getByRole("button", { name: "Sound", pressed: true }));
  expect(close).toHaveBeenCalledTimes(1);
  await userEvent.click(screen.getByRole("button", { name: "Sound", pressed: false }));
  await userEvent.click(screen.getByRole("link", { name: "End kiosk mode" }));
  await waitFor(() => expect(close).toHaveBeenCalledTimes(2));
});

test("a fault of the camera is told and can be tried again, and the kiosk can be left", async () => {
  const { getUserMedia } = withCamera(new DOMException("no", "NotReadableError"));
  const router = renderAt("/kiosk");
  expect(await screen.findByRole("alert")).toHaveTextContent("The camera is in use");
  // The kiosk has neither a box nor files.
  expect(screen.getByRole("alert")).not.toHaveTextContent("instead");
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  await waitFor(() => expect(getUserMedia).toHaveBeenCalledTimes(2));
  await userEvent.click(screen.getByRole("link", { name: "End kiosk mode" }));
  expect(await screen.findByRole("heading", { name: "Verify a credential" })).toBeVisible();
  expect(router.state.location.pathname).toBe("/");
});
