import { adminApis, dataOf } from "@kubecredential/shared";
import { useQuery } from "@tanstack/react-query";
import type { Service } from "../operations/queueChoice";

export function useReplicas(service: Service) {
  return useQuery({
    queryKey: ["operations", service, "replicas"],
    queryFn: ({ signal }) => dataOf(adminApis[service].GET("/admin/replicas", { signal })),
    refetchInterval: 10_000,
  });
}
