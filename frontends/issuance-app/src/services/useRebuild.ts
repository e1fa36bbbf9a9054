import { ApiError, dataOf, type Rebuild, verifierAdmin } from "@kubecredential/shared";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

const key = ["rebuild"];
const followMs = 2_000;

/** The latest rebuild; null if there was none. */
export function useRebuild() {
  return useQuery<Rebuild | null>({
    queryKey: key,
    queryFn: async ({ signal }) => {
      try {
        return await dataOf(verifierAdmin.GET("/admin/rebuild", { signal }));
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }
    },
    refetchInterval: ({ state: { data } }) => (isUnderWay(data) ? followMs : false),
  });
}

export function isUnderWay(rebuild: Rebuild | null | undefined): boolean {
  return rebuild?.state === "requested" || rebuild?.state === "running";
}

export function useStartRebuild() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => dataOf(verifierAdmin.POST("/admin/rebuild")),
    onSuccess: (rebuild) => client.setQueryData(key, rebuild),
    // After a refusal, too: another one may be under way.
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
}
