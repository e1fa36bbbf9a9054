import { type Health, healthOf, issuanceApi } from "@kubecredential/shared";
import { useQuery } from "@tanstack/react-query";

const healthEveryMs = 10_000;

export function useHealth() {
  return useQuery({
    queryKey: ["health"],
    queryFn: ({ signal }) => healthOf(issuanceApi.GET("/health", { signal })),
    refetchInterval: healthEveryMs,
    retry: false,
  });
}

export function failing(health: Health) {
  return Object.entries(health.checks ?? {}).filter(([, check]) => check.status.toLowerCase() !== "healthy");
}

/** The checks with what they say. */
export function describeHealth(checks: ReturnType<typeof failing>): string {
  return checks.map(([name, check]) => (check.description ? `${name}: ${check.description}` : name)).join(" · ");
}
