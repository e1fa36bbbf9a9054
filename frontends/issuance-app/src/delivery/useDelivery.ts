import { type Delivery, dataOf, issuanceApi } from "@kubecredential/shared";
import { useQuery } from "@tanstack/react-query";
import { usePollEvery, useWatched } from "../live/useLive";

const pollEveryMs = 1_000;

/** Whether the state is final unless an operator intervenes. */
export function isSettled(delivery: Delivery | undefined): boolean {
  return delivery?.state === "confirmed" || delivery?.state === "dead" || delivery?.state === "discarded";
}

/** The live delivery state of one credential; callers need not know how it is kept live. */
export function useDelivery(credentialId: string) {
  const pollEvery = usePollEvery(pollEveryMs, 10_000);
  const query = useQuery<Delivery>({
    queryKey: ["delivery", credentialId],
    queryFn: ({ signal }) =>
      dataOf(issuanceApi.GET("/api/v1/credentials/{id}/delivery", { params: { path: { id: credentialId } }, signal })),
    refetchInterval: (query) => (isSettled(query.state.data) ? false : pollEvery),
    retry: false,
  });
  // What is delivered may change again: an operator reprocesses a dead letter, or a later version follows.
  useWatched(credentialId, true);
  return query;
}
