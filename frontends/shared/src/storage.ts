import { readJson, writeJson } from "./json";

/** Browsers may block storage (private windows, policies); then nothing is remembered. */
export function readStored(key: string): unknown {
  try {
    const text = localStorage.getItem(key);
    return text === null ? undefined : readJson(text);
  } catch {
    return undefined;
  }
}

/** Returns whether it could be stored: storage may be blocked or full. */
export function writeStored(key: string, value: unknown): boolean {
  try {
    if (value === undefined) localStorage.removeItem(key);
    else localStorage.setItem(key, writeJson(value));
    return true;
  } catch {
    return false;
  }
}
