import { type CorrectionAnswer, dataOf, issuanceApi } from "@kubecredential/shared";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

const pageSize = 25;
const refreshMs = 60_000;

export function useCorrections(state: "open" | "answered") {
  return useInfiniteQuery({
    queryKey: ["corrections", "list", state],
    queryFn: ({ pageParam, signal }) =>
      dataOf(
        issuanceApi.GET("/api/v1/corrections", {
          params: { query: { state, limit: pageSize, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: refreshMs,
  });
}

/** How many corrections wait for an answer. */
export function useOpenCorrections(enabled: boolean): number {
  const { data } = useQuery({
    queryKey: ["corrections", "open"],
    queryFn: ({ signal }) =>
      dataOf(issuanceApi.GET("/api/v1/corrections", { params: { query: { state: "open", limit: 1 } }, signal })),
    select: ({ open }) => open,
    refetchInterval: refreshMs,
    // The number is an extra: pages work without it.
    retry: false,
    staleTime: refreshMs / 2,
    enabled,
  });
  return data ?? 0;
}

export function useAnswer(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: CorrectionAnswer) =>
      dataOf(issuanceApi.POST("/api/v1/corrections/{id}/answer", { params: { path: { id } }, body })),
    // After a refusal, too: somebody else may have answered.
    onSettled: () => client.invalidateQueries({ queryKey: ["corrections"] }),
  });
}
