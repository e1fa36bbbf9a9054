import { dataOf, type TrustedIssuer, type TrustedIssuerRequest, verifierAdmin } from "@kubecredential/shared";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useOrder } from "../useOrder";

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
  return useOrder(key, (body: TrustedIssuerRequest) =>
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
  return useOrder(key, (id: string) =>
    dataOf(verifierAdmin.DELETE("/admin/trusted-issuers/{id}", { params: { path: { id } } })),
  );
}
