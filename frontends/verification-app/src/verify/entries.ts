import { firstOf } from "@kubecredential/shared";
import type { Paper } from "../paper/paper";
import { type Fault, mostAtOnce } from "./faults";
import { type Given, hasIdForm, type ParsedInput, parseAll } from "./parseInput";

/** One of the things to verify, as it was recognised; or why it was not. */
export interface Entry {
  given: Given | { kind: "picture"; picture: Blob } | { kind: "fault"; fault: Fault };
  /** The file, or the line, that it comes from. */
  from?: string;
  /** The PDF that it was read from. */
  paper?: Paper;
}

const largestFile = 1024 * 1024;
/** The verifier takes pictures of up to 4 MiB. */
const largestPicture = 4 * 1024 * 1024;
/** Certificates as PDFs are far smaller; a larger one would only keep this device busy. */
const largestPdf = 20 * 1024 * 1024;

/** Everything to verify in a text; at least one entry. */
export function entriesIn(text: string, from?: string): Entry[] {
  const found = parseAll(text);
  if (found.length > mostAtOnce) return [faulty({ tooMany: found.length }, from)];
  return found.map((one) => entryOf(one, from));
}

/**
 * Everything to verify in a QR code; at least one entry. Codes hold anything, such as the password of a network or somebody's
 * telephone number, so only what has the form of an ID is taken for one and sent.
 */
export function entriesInCode(text: string, from?: string): Entry[] {
  const entries = entriesIn(text, from).filter(({ given }) => given.kind !== "id" || hasIdForm(given.id));
  return entries.length > 0 ? entries : [faulty("notUnderstood", from)];
}

/** The name of a row, which is kept with the page's address. */
const longestName = 80;

function entryOf(found: ParsedInput, from: string | undefined): Entry {
  if (found.kind !== "error") return { given: found, from };
  const at = found.at === undefined ? undefined : firstOf(found.at, longestName);
  return faulty(found.fault === "keyTwice" ? { keyTwice: found.key } : found.fault, from ?? at);
}

function faulty(fault: Fault, from: string | undefined): Entry {
  return { given: { kind: "fault", fault }, from };
}

/** Everything to verify in files, one after the other, so that a phone is not overwhelmed. */
export async function entriesOf(files: readonly File[]): Promise<Entry[]> {
  if (files.length > mostAtOnce) return [faulty({ tooMany: files.length }, undefined)];
  const entries: Entry[] = [];
  for (const file of files) entries.push(...(await read(file)));
  return entries.length > mostAtOnce ? [faulty({ tooMany: entries.length }, undefined)] : entries;
}

async function read(file: File): Promise<Entry[]> {
  const { name } = file;
  try {
    if (await isPdf(file)) return [await readPdf(file)];
    if (file.type.startsWith("image/")) return await readPicture(file);
    if (file.size > largestFile) return [faulty("fileTooBig", name)];
    const text = textOf(await file.arrayBuffer());
    return text === undefined ? [faulty("notUtf8", name)] : entriesIn(text, name);
  } catch {
    // Part of the app could not be loaded, or the file has gone since it was chosen.
    return [faulty("unreadable", name)];
  }
}

async function readPdf(file: File): Promise<Entry> {
  if (file.size > largestPdf) return faulty({ pdfTooBig: file.size }, file.name);
  const { readPaper } = await import("../paper/readPaper");
  const content = await readPaper(file);
  if ("fault" in content) return faulty(content.fault, file.name);
  const [entry = faulty("pdfEmpty", file.name)] = entriesIn(content.credential, file.name);
  return { ...entry, paper: content.paper };
}

async function readPicture(file: File): Promise<Entry[]> {
  if (await holdsBadge(file)) {
    if (file.size > largestPicture) return [faulty("fileTooBig", file.name)];
    return [{ given: { kind: "picture", picture: file }, from: file.name }];
  }
  const { scanPicture } = await import("../scan/scanPicture");
  const text = await scanPicture(file);
  return text === undefined ? [faulty("noCode", file.name)] : entriesInCode(text, file.name);
}

/** By its first bytes too: a file may have any name. */
async function isPdf(file: File): Promise<boolean> {
  if (file.type === "application/pdf") return true;
  return new TextDecoder("latin1").decode(await file.slice(0, 5).arrayBuffer()) === "%PDF-";
}

/** Blob.text() would insert replacement characters where a file is not UTF-8 and so change names. */
function textOf(bytes: ArrayBuffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Whether a badge may be baked into a picture. The verifier reads it; here it is only told from a picture of a QR code. */
async function holdsBadge(file: File): Promise<boolean> {
  if (file.type === "image/svg+xml") return true;
  if (file.type !== "image/png") return false;
  return new TextDecoder("latin1").decode(await file.arrayBuffer()).includes("openbadge");
}
