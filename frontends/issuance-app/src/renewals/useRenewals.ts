import { addDays, dataOf, type ExpiringCounts, issuanceApi, todayUtc } from "@kubecredential/shared";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { Within } from "./within";

const pageSize = 100;

/** How many credentials expire within 30, 60 and 90 days. */
export function useExpiring() {
  return useQuery<ExpiringCounts>({
    queryKey: ["credentials", "expiring"],
    queryFn: ({ signal }) => dataOf(issuanceApi.GET("/api/v1/credentials/expiring", { signal })),
  });
}

/** The credentials that expire within so many days, soonest first. */
export function useRenewals(within: Within) {
  const expiresBefore = addDays(todayUtc(), Number(within));
  return useInfiniteQuery({
    queryKey: ["credentials", "list", "renewals", expiresBefore],
    queryFn: ({ pageParam, signal }) =>
      dataOf(
        issuanceApi.GET("/api/v1/credentials", {
          params: { query: { limit: pageSize, cursor: pageParam, expiresBefore } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}
