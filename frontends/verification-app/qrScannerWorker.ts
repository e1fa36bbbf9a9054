import type { Plugin } from "vite";

/**
 * qr-scanner carries its worker as a text and starts it from a blob: URL, which our Content-Security-Policy forbids.
 * When building, that text becomes a file of this origin.
 */
export function qrScannerWorker(): Plugin {
  return {
    name: "kubecredential-qr-scanner-worker",
    apply: "build",
    transform(code, id) {
      if (!id.endsWith("qr-scanner-worker.min.js")) return null;
      const source = workerSourceOf(code);
      const reference = this.emitFile({ type: "asset", name: "qr-scanner-worker.js", source });
      return {
        code: `export const createWorker = () => new Worker(import.meta.ROLLUP_FILE_URL_${reference});`,
        map: null,
      };
    },
  };
}

/** Runs the module's one function with stand-ins, and keeps what it would have made a blob of. */
function workerSourceOf(code: string): string {
  const begin = "export const createWorker=";
  if (!code.startsWith(begin)) throw new Error("qr-scanner's worker has another form than version 1.4.2's");
  const create = new Function("Worker", "URL", "Blob", `return ${code.slice(begin.length)}`);
  let source = "";
  class Kept {
    constructor(parts: string[]) {
      source = parts.join("");
    }
  }
  create(class {}, { createObjectURL: () => "" }, Kept)();
  return source;
}
