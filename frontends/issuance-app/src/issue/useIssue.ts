import {
  type AnyCredential,
  ApiError,
  dataOf,
  type IssueRequest,
  issuanceApi,
  writeJson,
} from "@kubecredential/shared";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { newKey } from "../newKey";

/** Issues a credential. What is sent again because no answer came takes effect only once. */
export function useIssue() {
  const client = useQueryClient();
  const unanswered = useRef<{ body: string; key: string }>(undefined);
  return useMutation({
    mutationFn: (body: IssueRequest): Promise<{ credential: AnyCredential }> => {
      const text = writeJson(body);
      if (unanswered.current?.body !== text) unanswered.current = { body: text, key: newKey() };
      return dataOf(
        issuanceApi.POST("/api/v1/credentials/issue", {
          params: { header: { "Idempotency-Key": unanswered.current.key } },
          body,
        }),
      );
    },
    onError: (error) => {
      // An answer of the service: the next request asks anew, because the reason may be gone.
      if (error instanceof ApiError && error.status < 500) unanswered.current = undefined;
    },
    onSuccess: ({ credential }) => {
      unanswered.current = undefined;
      client.setQueryData(["credential", credential.id], credential);
      void client.invalidateQueries({ queryKey: ["credentials"] });
    },
  });
}
