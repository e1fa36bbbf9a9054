import { type BulkRequest, type BulkResult, dataOf, issuanceApi } from "@kubecredential/shared";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";

/** A part of a change of many credentials: the service takes up to 1,000, and smaller parts show progress. */
export const portion = 200;

export function portionsOf(jobs: BulkRequest[], size = portion): BulkRequest[] {
  return jobs.flatMap((job) =>
    Array.from({ length: Math.ceil(job.ids.length / size) }, (_, index) => ({
      ...job,
      ids: job.ids.slice(index * size, (index + 1) * size),
    })),
  );
}

export interface BulkRun {
  total: number;
  results: BulkResult[];
  /** What has not been done. */
  left: BulkRequest[];
  error: Error | null;
  isRunning: boolean;
}

/** Changes many credentials, portion by portion. What fails stops it, and it can go on from there. */
export function useBulk() {
  const client = useQueryClient();
  const [run, setRun] = useState<BulkRun>();
  const isGone = useRef(false);

  useEffect(() => {
    isGone.current = false;
    return () => {
      // Whoever leaves sees no result: what has not been sent is not sent.
      isGone.current = true;
    };
  }, []);

  async function go(portions: BulkRequest[], before: BulkResult[], total: number) {
    let results = before;
    setRun({ total, results, left: portions, error: null, isRunning: true });
    for (const [index, body] of portions.entries()) {
      if (isGone.current) break;
      try {
        const answer = await dataOf(issuanceApi.POST("/api/v1/credentials/status", { body }));
        results = [...results, ...answer.results];
        const left = portions.slice(index + 1);
        setRun({ total, results, left, error: null, isRunning: left.length > 0 });
      } catch (error) {
        setRun({ total, results, left: portions.slice(index), error: error as Error, isRunning: false });
        break;
      }
    }
    for (const key of ["credentials", "credential", "record", "history", "delivery"]) {
      void client.invalidateQueries({ queryKey: [key] });
    }
  }

  return {
    run,
    start: (jobs: BulkRequest[]) => {
      const portions = portionsOf(jobs);
      void go(portions, [], countOf(portions));
    },
    resume: () => {
      if (run) void go(run.left, run.results, run.total);
    },
  };
}

export function countOf(jobs: BulkRequest[]): number {
  return jobs.reduce((sum, job) => sum + job.ids.length, 0);
}
