import { type Delivery, dataOf, issuanceApi } from "@kubecredential/shared";
import { useQuery } from "@tanstack/react-query";

const pollEveryMs = 1_000;

/** Nothing changes any more by itself. */
export function isSettled(delivery: Delivery | undefined): boolean {
  return delivery?.state === "confirmed" || delivery?.state === "dead";
}

/** The live delivery state of one credential. How it stays live is known here only. */
export function useDelivery(credentialId: string) {
  return useQuery({
    queryKey: ["delivery", credentialId],
    queryFn: ({ signal }) =>
      dataOf(issuanceApi.GET("/api/v1/credentials/{id}/delivery", { params: { path: { id: credentialId } }, signal })),
    refetchInterval: (query) => (isSettled(query.state.data) ? false : pollEveryMs),
    retry: false,
  });
}
