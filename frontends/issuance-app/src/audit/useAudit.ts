import { adminApis, dataOf, readStored, writeStored } from "@kubecredential/shared";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { type AuditSearch, toAuditQuery } from "./auditSearch";

type Service = "issuer" | "verifier";

const pageSize = 50;

export function useAudit({ service: of, ...search }: AuditSearch) {
  const service: Service = of ?? "issuer";
  const query = toAuditQuery(search);
  return useInfiniteQuery({
    queryKey: ["audit", service, query],
    queryFn: ({ pageParam, signal }) =>
      dataOf(
        adminApis[service].GET("/admin/audit", {
          params: { query: { limit: pageSize, cursor: pageParam, ...query } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

interface Known {
  number: number;
  hash: string;
}

function isKnown(value: unknown): value is Known {
  const known = value as Partial<Known> | null | undefined;
  return typeof known?.number === "number" && typeof known.hash === "string";
}

/**
 * Checks the chain, and that it still contains the head this browser saw at its last check: a chain that was truncated
 * and continued is consistent in itself.
 */
export function useChainCheck(service: Service) {
  const client = useQueryClient();
  const storageKey = `kubecredential.audit-head.${service}`;
  return useMutation({
    mutationFn: () => {
      const known = readStored(storageKey);
      return dataOf(
        adminApis[service].POST("/admin/audit/verify", { body: isKnown(known) ? { known } : { known: null } }),
      );
    },
    onSuccess: ({ intact, head }) => {
      if (intact && head) writeStored(storageKey, { number: head.number, hash: head.hash });
      void client.invalidateQueries({ queryKey: ["audit", service] });
    },
  });
}
