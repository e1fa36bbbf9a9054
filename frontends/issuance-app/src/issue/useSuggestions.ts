import { dataOf, issuanceApi } from "@kubecredential/shared";
import { useQuery } from "@tanstack/react-query";

/** Types and issuers of the latest credentials, the most frequent first. Without them the form works just as well. */
export function useSuggestions(): { types: string[]; issuers: string[] } {
  const { data } = useQuery({
    queryKey: ["credentials", "suggestions"],
    queryFn: ({ signal }) =>
      dataOf(issuanceApi.GET("/api/v1/credentials", { params: { query: { limit: 200 } }, signal })),
    select: ({ items }) => ({
      types: byFrequency(items.map((item) => item.credential.credentialType)),
      issuers: byFrequency(items.map((item) => item.credential.issuerName)),
    }),
    staleTime: 60_000,
    retry: false,
  });
  return data ?? { types: [], issuers: [] };
}

function byFrequency(values: string[]): string[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([value]) => value);
}
