import { readJson, writeJson } from "./json";

/** Browsers may forbid storage altogether (private windows, policies); the apps then simply forget. */
export function readStored(key: string): unknown {
  try {
    const text = localStorage.getItem(key);
    return text === null ? undefined : readJson(text);
  } catch {
    return undefined;
  }
}

/** Whether it could be stored; a browser's storage may be full, too. */
export function writeStored(key: string, value: unknown): boolean {
  try {
    if (value === undefined) localStorage.removeItem(key);
    else localStorage.setItem(key, writeJson(value));
    return true;
  } catch {
    return false;
  }
}
