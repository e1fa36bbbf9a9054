import { dataOf, issuanceApi } from "@kubecredential/shared";
import { useInfiniteQuery } from "@tanstack/react-query";

const pageSize = 25;
const refreshEveryMs = 5_000;
/** Every refresh asks for all loaded pages again; beyond this many it is left to the button. */
const refreshedPages = 4;

export function useCredentials() {
  return useInfiniteQuery({
    queryKey: ["credentials", "list"],
    queryFn: ({ pageParam, signal }) =>
      dataOf(
        issuanceApi.GET("/api/v1/credentials", { params: { query: { limit: pageSize, cursor: pageParam } }, signal }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 0) <= refreshedPages ? refreshEveryMs : false),
  });
}
