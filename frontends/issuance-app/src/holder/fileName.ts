import { firstOf } from "@kubecredential/shared";

const longest = 100;

/** A name for a file that every system takes. */
export function fileName(title: string, holder: string, extension: string): string {
  const name = `${title} – ${holder}`
    .replace(/[\p{C}\\/:*?"<>|]+/gu, " ")
    .replace(/\s+/g, " ")
    .trim()
    .replace(/^\.+/, "");
  return `${firstOf(name, longest).trim() || "credential"}.${extension}`;
}
