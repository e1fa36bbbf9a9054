import { type CredentialRecord, dataOf, issuanceApi } from "@kubecredential/shared";
import { useQuery } from "@tanstack/react-query";

/** What the issuer alone knows about a credential. */
export function useRecord(id: string) {
  return useQuery<CredentialRecord>({
    queryKey: ["record", id],
    queryFn: ({ signal }) =>
      dataOf(issuanceApi.GET("/api/v1/credentials/{id}/record", { params: { path: { id } }, signal })),
    // Private: not kept longer than it is shown.
    gcTime: 0,
  });
}
