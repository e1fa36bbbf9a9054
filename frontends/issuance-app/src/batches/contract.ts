import { type ApiOf, type Batch, type BatchProgress, type BatchRow, issuanceApi } from "@kubecredential/shared";
import type { RuleCode } from "../faults/contract";

/* What the generated contract does not have yet. */

export type RowFault = BatchRow["faults"][number] & Partial<RuleCode>;

export type ColumnSource = "given" | "remembered" | "guessed";

/** How the meaning of a column was found; null if it is left out and nobody said so. */
export function sourceOf(column: Batch["columns"][number]): ColumnSource | null {
  return (column as { source?: ColumnSource | null }).source ?? null;
}

/** How much of the file has been read, while its rows are checked. */
export function readOf(batch: Batch, event?: BatchProgress): { bytesRead: number; bytes: number } | undefined {
  type WithProgress = { progress?: { bytesRead: number; bytes: number } | null };
  return (event as WithProgress | undefined)?.progress ?? (batch as WithProgress).progress ?? undefined;
}

export function problemCodeOf(batch: Batch): RuleCode | null {
  return (batch as { problemCode?: RuleCode | null }).problemCode ?? null;
}

export function detailCodeOf(row: BatchRow): RuleCode | null {
  return (row as { detailCode?: RuleCode | null }).detailCode ?? null;
}

/** The same fault in many rows. */
export interface FaultKind extends RuleCode {
  column: string | null;
  field: string | null;
  rule: string;
  count: number;
}

interface Paths {
  "/api/v1/batches/{id}/faults": {
    get: {
      parameters: { path: { id: string } };
      responses: { 200: { content: { "application/json": { faults: FaultKind[] } } } };
    };
  };
  "/api/v1/batches/{id}/rows": {
    get: {
      parameters: {
        path: { id: string };
        query?: {
          limit?: number;
          cursor?: string;
          outcome?: BatchRow["outcome"];
          column?: string;
          code?: string;
        };
      };
      responses: { 200: { content: { "application/json": { items: BatchRow[]; nextCursor: string | null } } } };
    };
  };
  "/api/v1/batches/{id}/confirm": {
    post: {
      parameters: { path: { id: string } };
      requestBody: { content: { "application/json": { allOrNothing: boolean } } };
      responses: { 200: { content: { "application/json": Batch } } };
    };
  };
}

export const batchApi = issuanceApi as unknown as ApiOf<Paths>;
