import {
  type AnyCredential,
  ApiError,
  dataOf,
  issuanceApi,
  type ReplaceRequest,
  type StatusReason,
} from "@kubecredential/shared";
import { useMutation, useQueryClient } from "@tanstack/react-query";

interface Because {
  reason: StatusReason;
  note?: string;
}

/** What to do to a credential, with the body of the request. */
export type Order =
  | { action: "suspend" | "revoke"; body: Because }
  | { action: "reinstate"; body: { note?: string } }
  | { action: "erase"; body: Because & { confirm: string } }
  | { action: "replace"; body: ReplaceRequest }
  | { action: "renew"; body: { expiryDate: string; validFrom?: string; note?: string } };

export interface Changed {
  /** The credential that was changed. */
  credential: AnyCredential;
  /** The one that takes its place. */
  successor?: AnyCredential;
  isNew: boolean;
}

async function send(id: string, version: number, order: Order): Promise<Changed> {
  // Somebody who has not seen this version may have decided otherwise.
  const given = { params: { path: { id } }, headers: { "If-Match": `"${version}"` } };
  switch (order.action) {
    case "suspend":
      return changed(
        await dataOf(issuanceApi.POST("/api/v1/credentials/{id}/suspend", { ...given, body: order.body })),
      );
    case "reinstate":
      return changed(
        await dataOf(issuanceApi.POST("/api/v1/credentials/{id}/reinstate", { ...given, body: order.body })),
      );
    case "revoke":
      return changed(await dataOf(issuanceApi.POST("/api/v1/credentials/{id}/revoke", { ...given, body: order.body })));
    case "erase":
      return changed(await dataOf(issuanceApi.POST("/api/v1/credentials/{id}/erase", { ...given, body: order.body })));
    case "replace":
      return superseded(
        await dataOf(issuanceApi.POST("/api/v1/credentials/{id}/replace", { ...given, body: order.body })),
      );
    case "renew":
      return superseded(
        await dataOf(issuanceApi.POST("/api/v1/credentials/{id}/renew", { ...given, body: order.body })),
      );
  }
}

function changed(answer: { credential: AnyCredential; changed: boolean }): Changed {
  return { credential: answer.credential, isNew: answer.changed };
}

function superseded(answer: { credential: AnyCredential; superseded: AnyCredential; changed: boolean }): Changed {
  return { credential: answer.superseded, successor: answer.credential, isNew: answer.changed };
}

/** Changes one credential, if it still has the version that was shown. */
export function useChange({ id, version }: Pick<AnyCredential, "id" | "version">) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (order: Order) => send(id, version, order),
    onSuccess: ({ credential, successor }) => {
      client.setQueryData(["credential", id], credential);
      if (successor) client.setQueryData(["credential", successor.id], successor);
      // What was erased is not to be read from the cache either.
      if (credential.status.state === "erased") client.removeQueries({ queryKey: ["record", id] });
      void client.invalidateQueries({ queryKey: ["credentials"] });
      for (const key of ["record", "history", "delivery"]) void client.invalidateQueries({ queryKey: [key, id] });
    },
    onError: (error) => {
      if (isConflict(error)) void client.invalidateQueries({ queryKey: ["credential", id] });
    },
  });
}

/** Whether the credential is not what the page shows: another version, or a state in which this is impossible. */
export function isConflict(error: unknown): error is ApiError {
  return error instanceof ApiError && (error.status === 412 || error.status === 409);
}
