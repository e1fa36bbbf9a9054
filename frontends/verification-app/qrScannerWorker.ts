import type { Plugin } from "vite";

/**
 * qr-scanner contains its worker as a string and starts it from a blob: URL, which our Content-Security-Policy forbids.
 * The build writes that string to a file of the same origin.
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

/** Runs the module's only function with stubs and returns the source it would have put into a blob. */
function workerSourceOf(code: string): string {
  const begin = "export const createWorker=";
  if (!code.startsWith(begin)) throw new Error("qr-scanner's worker does not look as it does in version 1.4.2");
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
