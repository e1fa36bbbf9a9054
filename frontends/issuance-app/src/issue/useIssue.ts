import { type AnyCredential, dataOf, type IssueRequest, issuanceApi } from "@kubecredential/shared";
import { useMutation, useQueryClient } from "@tanstack/react-query";

export function useIssue() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: IssueRequest): Promise<{ credential: AnyCredential }> =>
      dataOf(issuanceApi.POST("/api/v1/credentials/issue", { body })),
    onSuccess: ({ credential }) => {
      client.setQueryData(["credential", credential.id], credential);
      void client.invalidateQueries({ queryKey: ["credentials"] });
    },
  });
}
