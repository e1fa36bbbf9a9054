import { ApiError, adminApis, dataOf, issuanceApi, verifierAdmin } from "@kubecredential/shared";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { usePollEvery } from "../live/useLive";
import { useOrder } from "../useOrder";
import type { Queue, Range, Service } from "./queueChoice";

const pageSize = 50;

/** What is looked for among the dead letters; nothing is all of them. */
export interface Question {
  q?: string;
  cause?: string;
}

export function useIssuerStats() {
  return useQuery({
    queryKey: ["operations", "issuer", "stats"],
    queryFn: ({ signal }) => dataOf(issuanceApi.GET("/admin/queue-stats", { signal })),
    refetchInterval: usePollEvery(3_000, 10_000),
  });
}

export function useVerifierStats() {
  return useQuery({
    queryKey: ["operations", "verifier", "stats"],
    queryFn: ({ signal }) => dataOf(verifierAdmin.GET("/admin/queue-stats", { signal })),
    refetchInterval: 5_000,
  });
}

export function useIssuerTotals() {
  return useQuery({
    queryKey: ["operations", "issuer", "metrics"],
    queryFn: ({ signal }) => dataOf(issuanceApi.GET("/admin/metrics", { signal })),
    refetchInterval: usePollEvery(5_000, 15_000),
  });
}

export function useVerifierTotals() {
  return useQuery({
    queryKey: ["operations", "verifier", "metrics"],
    queryFn: ({ signal }) => dataOf(verifierAdmin.GET("/admin/metrics", { signal })),
    refetchInterval: 10_000,
  });
}

export function useTimeline(range: Range) {
  return useQuery({
    queryKey: ["operations", "issuer", "timeline", range],
    queryFn: ({ signal }) => dataOf(issuanceApi.GET("/admin/timeline", { params: { query: { range } }, signal })),
    refetchInterval: range === "1h" ? 10_000 : 60_000,
  });
}

/** The dead letters or the retry queue, polled while shown. */
export function useFailedEvents(service: Service, queue: Queue, question: Question) {
  return useInfiniteQuery({
    queryKey: ["operations", service, queue, question],
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: pageSize, cursor: pageParam };
      return dataOf(
        queue === "dead"
          ? adminApis[service].GET("/admin/dead-letters", { params: { query: { ...query, ...question } }, signal })
          : adminApis[service].GET("/admin/retry-queue", { params: { query }, signal }),
      );
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: 5_000,
    placeholderData: keepPreviousData,
    // An answer that nobody looked at meanwhile would be taken for rows that have changed since.
    gcTime: 0,
  });
}

/** Why events became dead letters, and how many that are found have each cause. */
export function useCauses(service: Service, q: string | undefined, enabled: boolean) {
  return useQuery({
    queryKey: ["operations", service, "causes", q],
    queryFn: ({ signal }) =>
      dataOf(adminApis[service].GET("/admin/dead-letters/causes", { params: { query: { q } }, signal })),
    refetchInterval: 10_000,
    placeholderData: keepPreviousData,
    enabled,
  });
}

/** The most that the service reprocesses by their IDs at once. */
export const mostAtOnce = 1_000;

/** Reprocesses the named dead letters, those that a question finds, or all. */
export function useReprocess(service: Service) {
  return useOrder(["operations"], (which: { ids: string[] } | Question) =>
    dataOf(adminApis[service].POST("/admin/reprocess-failed", { body: which })),
  );
}

export function useDiscard(service: Service) {
  return useOrder(["operations"], ({ id, reason }: { id: string; reason: string }) =>
    dataOf(adminApis[service].DELETE("/admin/dead-letters/{id}", { params: { path: { id }, query: { reason } } })),
  );
}

export function useRetireGroup() {
  return useOrder(["operations"], ({ group, reason }: { group: string; reason: string }) =>
    dataOf(issuanceApi.DELETE("/admin/groups/{group}", { params: { path: { group }, query: { reason } } })),
  );
}

function readGroupDeadLetters(group: string, cursor: string | undefined, signal: AbortSignal) {
  const query = { limit: pageSize, cursor };
  return dataOf(issuanceApi.GET("/admin/groups/{group}/dead-letters", { params: { path: { group }, query }, signal }));
}

export type GroupDeadLetter = Awaited<ReturnType<typeof readGroupDeadLetters>>["items"][number];

/** The dead letters of a consumer group, newest first, read while shown. */
export function useGroupDeadLetters(group: string) {
  return useInfiniteQuery({
    queryKey: ["operations", "groups", group, "dead-letters"],
    queryFn: ({ pageParam, signal }) => readGroupDeadLetters(group, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: 10_000,
  });
}

export function useDiscardOfGroup() {
  return useOrder(["operations"], ({ group, id, reason }: { group: string; id: string; reason: string }) =>
    dataOf(
      issuanceApi.DELETE("/admin/groups/{group}/dead-letters/{id}", {
        params: { path: { group, id }, query: { reason } },
      }),
    ),
  );
}

export function useSetCircuit(service: Service) {
  return useOrder(["operations"], (body: { action: "isolate" | "close"; reason?: string }) =>
    dataOf(adminApis[service].POST("/admin/circuit-breaker", { body })),
  );
}

/** The verifier keeps its queues in Redis and answers 503 while Redis is unavailable. */
export function isRedisAway(error: unknown): boolean {
  return error instanceof ApiError && error.status === 503;
}
