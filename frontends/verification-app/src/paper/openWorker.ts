import { PDFWorker } from "pdfjs-dist/legacy/build/pdf.mjs";
import Worker from "pdfjs-dist/legacy/build/pdf.worker.mjs?worker";

/** Starts the reader's worker from a file of the same origin, as our Content-Security-Policy demands. */
export function openWorker(): { reader: PDFWorker; end: () => void } {
  const port = new Worker();
  // The declared type has only null.
  const reader = new PDFWorker({ port: port as unknown as null });
  return {
    reader,
    end() {
      reader.destroy();
      port.terminate();
    },
  };
}
