import { act } from "@testing-library/react";
import { vi } from "vitest";

/** In place of the real scanner, which needs a browser's camera: tests decide what it finds. */
export class FakeScanner {
  static latest: FakeScanner | undefined;

  isDestroyed = false;
  readonly video: HTMLVideoElement;
  readonly #found: (result: { data: string }) => void;

  constructor(video: HTMLVideoElement, found: (result: { data: string }) => void) {
    this.video = video;
    this.#found = found;
    FakeScanner.latest = this;
  }

  find(data: string) {
    this.#found({ data });
  }

  start() {
    return Promise.resolve();
  }

  destroy() {
    this.isDestroyed = true;
  }
}

/** Whether the page is in a tab that nobody sees. */
export function hide(isHidden: boolean) {
  Object.defineProperty(document, "hidden", { value: isHidden, configurable: true });
  act(() => document.dispatchEvent(new Event("visibilitychange")));
}

export function withoutCamera() {
  vi.unstubAllGlobals();
  Reflect.deleteProperty(document, "hidden");
  Reflect.deleteProperty(navigator, "mediaDevices");
}

/** Gives the page a camera, or the fault that opening it has. */
export function withCamera(fault?: DOMException) {
  FakeScanner.latest = undefined;
  const track = { stop: vi.fn(), getSettings: () => ({}), onended: undefined as (() => void) | undefined };
  const stream = { getTracks: () => [track], getVideoTracks: () => [track] };
  const getUserMedia = vi.fn(() => (fault ? Promise.reject(fault) : Promise.resolve(stream)));
  vi.stubGlobal("isSecureContext", true);
  Object.defineProperty(navigator, "mediaDevices", { value: { getUserMedia }, configurable: true });
  return { getUserMedia, stream, track };
}
