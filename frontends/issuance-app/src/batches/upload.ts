import {
  type Batch,
  errorFrom,
  readJson,
  sessionHeaders,
  tellUnauthorized,
  UnreachableError,
} from "@kubecredential/shared";
import { newKey } from "../newKey";
import type { BatchAction } from "./actions";

export const largestFile = 128 * 1_024 * 1_024;
export const mostRows = 200_000;

/** The files that are offered for choice. The service recognises a file by its content. */
export const acceptedFiles = ".csv,.tsv,.txt,.ndjson,.jsonl,.xlsx";

/** What a batch is to do, and what holds for rows that say nothing else. */
export interface BatchOrder {
  action: BatchAction;
  type?: string;
  issuer?: string;
  reason?: string;
  note?: string;
  allOrNothing?: "true";
}

export type FileFault = "empty" | "tooBig" | "oldWorkbook" | "otherKind";

/** What is wrong with a file, as far as it can be told without reading it. */
export function faultOf({ name, size }: Pick<File, "name" | "size">): FileFault | undefined {
  if (size === 0) return "empty";
  if (size > largestFile) return "tooBig";
  const ending = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase();
  if (ending === "xls" || ending === "xlsm" || ending === "ods" || ending === "numbers") return "oldWorkbook";
  return ending !== undefined && /^(pdf|docx?|png|jpe?g|zip|html?)$/.test(ending) ? "otherKind" : undefined;
}

/** What was last sent of a file: sent again because no answer came, it becomes one batch. */
const sent = new WeakMap<File, { query: string; key: string }>();

function keyOf(file: File, query: string): string {
  const last = sent.get(file);
  if (last?.query === query) return last.key;
  const key = newKey();
  sent.set(file, { query, key });
  return key;
}

/** Sends a file. By XMLHttpRequest, because fetch does not tell how much has been sent. */
export function uploadBatch(
  file: File,
  order: BatchOrder,
  { onProgress, signal }: { onProgress: (sentBytes: number) => void; signal: AbortSignal },
): Promise<Batch> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const query = new URLSearchParams({ ...order, fileName: file.name });
    request.open("POST", `/api/v1/batches?${query}`);
    for (const [name, value] of Object.entries(sessionHeaders())) request.setRequestHeader(name, value);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("Idempotency-Key", keyOf(file, `${query}`));
    request.upload.onprogress = (event) => onProgress(event.loaded);
    request.onload = () => {
      const { status, responseText } = request;
      if (status === 401) tellUnauthorized();
      if (status < 500) sent.delete(file); // An answer: the next order is another one.
      if (status >= 200 && status < 300) {
        try {
          resolve(readJson(responseText) as Batch);
        } catch (error) {
          reject(new UnreachableError("The API answered without content", { cause: error }));
        }
        return;
      }
      void errorFrom(new Response(responseText, { status, headers: headersOf(request) })).then(reject);
    };
    request.onerror = () => reject(new UnreachableError("The file did not reach the API"));
    request.onabort = () => reject(new DOMException("The upload was cancelled", "AbortError"));
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

function headersOf(request: XMLHttpRequest): Headers {
  const headers = new Headers();
  for (const name of ["Content-Type", "Retry-After"]) {
    const value = request.getResponseHeader(name);
    if (value !== null) headers.set(name, value);
  }
  return headers;
}
