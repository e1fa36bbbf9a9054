import { type CredentialContent, parseJson } from "@kubecredential/shared";
import { getDocument, type PDFDocumentProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import { partOf } from "../verify/jwt";
import { parseInput } from "../verify/parseInput";
import { openWorker } from "./openWorker";
import type { Paper } from "./paper";
import { showsName } from "./showsName";

export type PaperFault = "pdfEncrypted" | "pdfUnreadable" | "pdfEmpty" | "pdfSeveral";

/** A credential's text as it is embedded, with the paper it was read from; or why there is none. */
export type PaperContent = { credential: string; paper: Paper } | { fault: PaperFault };

/** Credentials are a few kilobytes. */
const largestAttachment = 1024 * 1024;
/** The certificate itself is on the first page. */
const mostPages = 20;
/** A file that was made to be slow ends here. */
const longestMs = 20_000;

/** Reads the credential that is embedded in a PDF. The file stays on this device. */
export async function readPaper(file: File): Promise<PaperContent> {
  const data = new Uint8Array(await file.arrayBuffer());
  const worker = openWorker();
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const tooLong = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error("Reading the PDF took too long.")), longestMs);
    });
    return await Promise.race([read(file.name, data, worker.reader), tooLong]);
  } catch (error) {
    return { fault: error instanceof Error && error.name === "PasswordException" ? "pdfEncrypted" : "pdfUnreadable" };
  } finally {
    clearTimeout(timer);
    worker.end();
  }
}

async function read(file: string, data: Uint8Array, worker: ReturnType<typeof openWorker>["reader"]) {
  // Nothing is drawn, so neither fonts nor pictures are needed, and nothing is fetched.
  const loading = getDocument({
    data,
    worker,
    verbosity: 0,
    isEvalSupported: false,
    useWasm: false,
    useWorkerFetch: false,
    disableFontFace: true,
    useSystemFonts: false,
    isOffscreenCanvasSupported: false,
    isImageDecoderSupported: false,
  });
  const document = await loading.promise;
  const credentials = await credentialsIn(document);
  const [credential, another] = credentials;
  if (credential === undefined) return { fault: "pdfEmpty" } as const;
  if (another !== undefined) return { fault: "pdfSeveral" } as const;
  const name = holderIn(credential);
  return { credential, paper: { file, showsName: name ? showsName(await textOf(document), name) : undefined } };
}

/** The attachments that are credentials, each once. */
async function credentialsIn(document: PDFDocumentProxy): Promise<string[]> {
  const attachments = Object.values((await document.getAttachments()) ?? {}) as { content?: Uint8Array | null }[];
  const texts = attachments.flatMap(({ content }) => {
    if (!content || content.length > largestAttachment) return [];
    try {
      const text = new TextDecoder("utf-8", { fatal: true }).decode(content);
      const { kind } = parseInput(text);
      return kind === "json" || kind === "document" ? [text] : [];
    } catch {
      return [];
    }
  });
  return [...new Set(texts)];
}

async function textOf(document: PDFDocumentProxy): Promise<string> {
  const pages: string[] = [];
  for (let number = 1; number <= Math.min(document.numPages, mostPages); number += 1) {
    const page = await document.getPage(number);
    const { items } = await page.getTextContent();
    pages.push(items.map((item) => ("str" in item ? item.str + (item.hasEOL ? "\n" : "") : "")).join(""));
    page.cleanup();
  }
  return pages.join("\n");
}

interface MayNameHolder extends Partial<CredentialContent> {
  credentialSubject?: { name?: unknown } | { name?: unknown }[];
}

/** The holder's name in a credential as the REST API shows it, in a W3C credential, or in one as a JWT. Malformed ones have none. */
function holderIn(credential: string): string | undefined {
  const text = credential.trim();
  const json = text.startsWith("{") ? text : partOf(text, "payload");
  if (json === undefined) return undefined;
  try {
    const value = parseJson(json) as MayNameHolder;
    const name = value.holderName ?? [value.credentialSubject].flat()[0]?.name;
    return typeof name === "string" && name.trim() !== "" ? name : undefined;
  } catch {
    return undefined;
  }
}
