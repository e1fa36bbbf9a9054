import { dataOf, firstOf, issuanceApi } from "@kubecredential/shared";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";

const typingPauseMs = 200;
const most = 8;

/** Types or issuers used before that start with the input. The form works without them, too. */
export function useSuggestions(field: "credentialType" | "issuerName", typed: string): string[] {
  const [prefix] = useDebouncedValue(firstOf(typed.trim(), 200), typingPauseMs);
  const { data } = useQuery({
    queryKey: ["credentials", "suggestions", field, prefix],
    queryFn: ({ signal }) =>
      dataOf(
        issuanceApi.GET("/api/v1/credentials/suggestions", {
          params: { query: { field, limit: most, ...(prefix !== "" && { prefix }) } },
          signal,
        }),
      ),
    select: ({ items }) => items,
    placeholderData: (previous) => previous,
    staleTime: 60_000,
    retry: false,
  });
  return data ?? [];
}

/** Registered types first, then those used before. */
export function useTypeSuggestions(typed: string): string[] {
  const used = useSuggestions("credentialType", typed);
  const [prefix] = useDebouncedValue(firstOf(typed.trim(), 100), typingPauseMs);
  const { data } = useQuery({
    queryKey: ["types", "suggestions", prefix],
    queryFn: ({ signal }) =>
      dataOf(
        issuanceApi.GET("/api/v1/credential-types", {
          params: { query: { limit: most, state: "active", ...(prefix !== "" && { name: prefix }) } },
          signal,
        }),
      ),
    select: ({ items }) => items.map(({ name }) => name),
    placeholderData: (previous) => previous,
    staleTime: 60_000,
    retry: false,
  });
  return [...new Set([...(data ?? []), ...used])].slice(0, most);
}
