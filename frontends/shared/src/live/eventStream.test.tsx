import { act, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeEventSource, renderApp } from "../testing";
import { type LiveState, openEventStream, reconnectDelayMs } from "./eventStream";
import { LiveBadge } from "./LiveBadge";
import { useEventStream } from "./useEventStream";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  for (const close of closeAll.splice(0)) close();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const closeAll: (() => void)[] = [];

function Shown({ url }: { url?: string }) {
  return <p>{useEventStream(url, ["a"], () => {})}</p>;
}

function open(url = "/stream") {
  const states: LiveState[] = [];
  const events: [string, unknown][] = [];
  const close = openEventStream(url, ["delivery"], {
    onEvent: (name, data) => events.push([name, data]),
    onState: (state) => states.push(state),
  });
  closeAll.push(close);
  return { states, events, close };
}

test("it is live from the server's hello on, and hands on what is sent", () => {
  const { states, events } = open();
  expect(FakeEventSource.latest.url).toBe("/stream");
  expect(states).toEqual([]);
  FakeEventSource.latest.send("hello");
  FakeEventSource.latest.send("delivery", { credentialId: "1" });
  FakeEventSource.latest.send("other", {});
  expect(states).toEqual(["live"]);
  expect(events).toEqual([["delivery", { credentialId: "1" }]]);
});

test("a lost connection is retried with growing delays until a hello", () => {
  vi.spyOn(Math, "random").mockReturnValue(1);
  const { states } = open();
  const delays: number[] = [];
  for (let round = 0; round < 3; round++) {
    const lost = FakeEventSource.latest;
    lost.break();
    expect(lost.isClosed).toBe(true);
    const before = Date.now();
    while (FakeEventSource.latest === lost) vi.advanceTimersByTime(100);
    delays.push(Date.now() - before);
  }
  expect(delays).toEqual([1_000, 2_000, 4_000]);
  FakeEventSource.latest.send("hello");
  FakeEventSource.latest.break();
  vi.advanceTimersByTime(1_000);
  expect(FakeEventSource.opened).toHaveLength(5);
  expect(states).toEqual(["reconnecting", "reconnecting", "reconnecting", "live", "reconnecting"]);
});

test("the delay is jittered and never longer than half a minute", () => {
  expect(reconnectDelayMs(1, () => 0)).toBe(500);
  expect(reconnectDelayMs(1, () => 1)).toBe(1_000);
  expect(reconnectDelayMs(50, () => 1)).toBe(30_000);
});

test("a server whose database is unavailable is retried later, not at once", () => {
  const { states } = open();
  FakeEventSource.latest.send("hello");
  FakeEventSource.latest.send("problem", { message: "The database is away." });
  expect(states).toEqual(["live", "reconnecting"]);
  vi.advanceTimersByTime(1_500);
  expect(FakeEventSource.opened).toHaveLength(1);
  vi.advanceTimersByTime(3_000);
  expect(FakeEventSource.opened).toHaveLength(2);
});

test("without a network it is offline, and reconnects at once when there is one", () => {
  const online = vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  const { states } = open();
  FakeEventSource.latest.break();
  expect(states).toEqual(["offline"]);
  online.mockReturnValue(true);
  dispatchEvent(new Event("online"));
  expect(FakeEventSource.opened).toHaveLength(2);
});

test("a hidden tab closes its connection and reconnects when shown", () => {
  const hidden = vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  open();
  document.dispatchEvent(new Event("visibilitychange"));
  vi.advanceTimersByTime(29_000);
  expect(FakeEventSource.latest.isClosed).toBe(false);
  vi.advanceTimersByTime(2_000);
  expect(FakeEventSource.latest.isClosed).toBe(true);
  hidden.mockReturnValue(false);
  document.dispatchEvent(new Event("visibilitychange"));
  expect(FakeEventSource.latest.isClosed).toBe(false);
});

test("closed, it stays closed", () => {
  const { close } = open();
  FakeEventSource.latest.break();
  close();
  vi.advanceTimersByTime(60_000);
  expect(FakeEventSource.opened).toHaveLength(1);
});

test("the hook follows its URL, closes with its component, and opens nothing without a URL", () => {
  const { rerender, unmount } = render(<Shown />);
  expect(FakeEventSource.opened).toHaveLength(0);
  rerender(<Shown url="/one" />);
  act(() => FakeEventSource.latest.send("hello"));
  expect(screen.getByText("live")).toBeInTheDocument();
  rerender(<Shown url="/two" />);
  expect(FakeEventSource.opened.map((source) => [source.url, source.isClosed])).toEqual([
    ["/one", true],
    ["/two", false],
  ]);
  expect(screen.getByText("live")).toBeInTheDocument();
  unmount();
  expect(FakeEventSource.latest.isClosed).toBe(true);
});

test("the badge tells screen readers, too", () => {
  renderApp(<LiveBadge state="reconnecting" />);
  expect(screen.getByRole("status", { name: "Live updates" })).toHaveTextContent("Reconnecting…");
});
