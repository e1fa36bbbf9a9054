import { type ApiOf, issuanceApi } from "@kubecredential/shared";
import type { Correction } from "../holder/contract";

export type { Correction };

/* What the generated contract does not have yet. */

export interface CorrectionPage {
  corrections: Correction[];
  nextCursor: string | null;
  /** How many are open, whatever the page shows. */
  open: number;
}

export interface Answer {
  decision: "corrected" | "declined";
  note: string | null;
  replacedBy: string | null;
}

interface Paths {
  "/api/v1/corrections": {
    get: {
      parameters: { query?: { state?: "open" | "answered"; limit?: number; cursor?: string } };
      responses: { 200: { content: { "application/json": CorrectionPage } } };
    };
  };
  "/api/v1/corrections/{id}/answer": {
    post: {
      parameters: { path: { id: string } };
      requestBody: { content: { "application/json": Answer } };
      responses: { 200: { content: { "application/json": Correction } } };
    };
  };
}

export const correctionApi = issuanceApi as unknown as ApiOf<Paths>;
