import { dataOf, type TrustedIssuer, type TrustedIssuerRequest, verifierAdmin } from "@kubecredential/shared";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";

const pageSize = 50;
const key = ["trusted-issuers"];

export function useTrustedIssuers() {
  return useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) =>
      dataOf(
        verifierAdmin.GET("/admin/trusted-issuers", {
          params: { query: { limit: pageSize, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

/** Adds an issuer, or changes one. */
export function useSaveTrustedIssuer(shown: TrustedIssuer | undefined) {
  return useOrder((body: TrustedIssuerRequest) =>
    dataOf(
      shown
        ? verifierAdmin.PUT("/admin/trusted-issuers/{id}", {
            params: { path: { id: shown.id } },
            // Somebody who has not seen a later entry may have decided otherwise.
            headers: { "If-Match": `"${shown.revision}"` },
            body,
          })
        : verifierAdmin.POST("/admin/trusted-issuers", { body }),
    ),
  );
}

export function useRemoveTrustedIssuer() {
  return useOrder((id: string) =>
    dataOf(verifierAdmin.DELETE("/admin/trusted-issuers/{id}", { params: { path: { id } } })),
  );
}

function useOrder<Input, Output>(mutationFn: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  // After a refusal, too: it may mean that something else has changed.
  return useMutation({ mutationFn, onSettled: () => client.invalidateQueries({ queryKey: key }) });
}
