import { dataOf, type History, issuanceApi } from "@kubecredential/shared";
import { useQuery } from "@tanstack/react-query";
import { usePollEvery } from "../live/useLive";

/** One credential's history on both services. */
export function useHistory(credentialId: string, isSettled: boolean) {
  // Verifications by others cause no event on the stream.
  const pollEvery = usePollEvery(3_000, 15_000);
  return useQuery<History>({
    queryKey: ["history", credentialId],
    queryFn: ({ signal }) =>
      dataOf(issuanceApi.GET("/api/v1/credentials/{id}/history", { params: { path: { id: credentialId } }, signal })),
    refetchInterval: isSettled ? 15_000 : pollEvery,
    retry: false,
  });
}
