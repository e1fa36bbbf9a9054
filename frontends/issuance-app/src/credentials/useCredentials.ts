import { dataOf, issuanceApi } from "@kubecredential/shared";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useLive, usePollEvery, useQueues } from "../live/useLive";
import { conditionsOf, type Filters, toQuery } from "./filters";

const pageSize = 25;
const refreshEveryMs = 5_000;
/** Every refresh fetches all loaded pages again; with more than these, only the button refreshes. */
const refreshedPages = 4;
const countedAtMost = 50;

export function useCredentials(filters: Filters) {
  const query = toQuery(filters);
  const refreshEvery = usePollEvery(refreshEveryMs, 60_000);
  const { state } = useLive();
  return useInfiniteQuery({
    queryKey: ["credentials", "list", query],
    queryFn: ({ pageParam, signal }) =>
      dataOf(
        issuanceApi.GET("/api/v1/credentials", {
          params: { query: { limit: pageSize, cursor: pageParam, ...query } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: (previous) => previous,
    refetchOnWindowFocus: state !== "live",
    refetchInterval: ({ state: { data } }) =>
      // While live, new credentials are offered by a button, so that rows do not move while someone reads.
      state !== "live" && (data?.pages.length ?? 0) <= refreshedPages ? refreshEvery : false,
  });
}

/** How many matching credentials were issued after the first one shown. */
export function useNewer(filters: Filters, firstShown: string | undefined, isLoaded: boolean) {
  const newest = useQueues()?.newestCredentialId ?? undefined;
  const query = toQuery(filters);
  const { data } = useQuery({
    queryKey: ["credentials", "newer", query, firstShown, newest],
    queryFn: ({ signal }) =>
      dataOf(issuanceApi.GET("/api/v1/credentials", { params: { query: { limit: countedAtMost, ...query } }, signal })),
    select: ({ items }) => {
      const place = items.findIndex((item) => item.credential.id === firstShown);
      return place < 0
        ? { count: items.length, isMore: items.length >= countedAtMost }
        : { count: place, isMore: false };
    },
    enabled: isLoaded && newest !== undefined && newest !== firstShown && isNewestFirst(filters),
    placeholderData: (previous) => previous,
    retry: false,
  });
  return isLoaded && newest !== firstShown && isNewestFirst(filters) && data && data.count > 0 ? data : undefined;
}

function isNewestFirst({ sort }: Filters): boolean {
  return sort === undefined;
}

/** How many credentials are found. The service counts up to a limit. */
export function useCount(filters: Filters) {
  const query = toQuery(conditionsOf(filters));
  return useQuery({
    queryKey: ["credentials", "count", query],
    queryFn: ({ signal }) => dataOf(issuanceApi.GET("/api/v1/credentials/count", { params: { query }, signal })),
    // The list says what is wrong with a search.
    retry: false,
    staleTime: 10_000,
  });
}
