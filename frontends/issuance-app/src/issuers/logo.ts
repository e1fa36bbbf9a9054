export const largestLogo = 48 * 1_024;
export const logoTypes = ["image/png", "image/jpeg", "image/webp"] as const;

export interface Logo {
  bytes: ArrayBuffer;
  type: (typeof logoTypes)[number];
}

export type LogoFault = "tooBig" | "otherType" | "unreadable";

/** Reads a file that is to become a logo, by the service's rules: its first bytes tell the type, not its name. */
export async function readLogo(file: File): Promise<Logo | LogoFault> {
  if (file.size > largestLogo) return "tooBig";
  try {
    const bytes = await file.arrayBuffer();
    const type = typeOf(new Uint8Array(bytes));
    return type ? { bytes, type } : "otherType";
  } catch {
    return "unreadable";
  }
}

function typeOf(bytes: Uint8Array): Logo["type"] | undefined {
  const has = (at: number, ...expected: number[]) => expected.every((byte, index) => bytes[at + index] === byte);
  const text = (at: number, expected: string) => has(at, ...[...expected].map((letter) => letter.charCodeAt(0)));
  if (has(0, 0x89) && text(1, "PNG\r\n\x1a\n")) return "image/png";
  if (has(0, 0xff, 0xd8, 0xff)) return "image/jpeg";
  return text(0, "RIFF") && text(8, "WEBP") && bytes.length > 12 ? "image/webp" : undefined;
}
