import { dataOf, issuanceApi, parseSearch, stringifySearch } from "@kubecredential/shared";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Column, readColumns } from "./columns";
import { type Filters, readFilters } from "./filters";

export const longestViewName = 80;

/** A search with its order and columns, under a name. */
export interface View {
  name: string;
  filters: Filters;
  /** Undefined for the usual ones. */
  columns?: Column[];
}

const key = ["credentials", "views"];

export function useViews(enabled: boolean) {
  return useQuery({
    queryKey: key,
    queryFn: ({ signal }) => dataOf(issuanceApi.GET("/api/v1/credentials/views", { signal })),
    select: ({ items }) =>
      items.map(
        ({ name, query, columns }): View => ({
          name,
          filters: readFilters(parseSearch(query)),
          ...(columns.length > 0 && { columns: readColumns(columns) }),
        }),
      ),
    enabled,
  });
}

export function useSaveView() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ name, filters, columns = [] }: View) =>
      dataOf(
        issuanceApi.PUT("/api/v1/credentials/views", {
          body: { name, query: stringifySearch({ ...filters }).replace(/^\?/, ""), columns },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: key }),
  });
}

export function useRemoveView() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => issuanceApi.DELETE("/api/v1/credentials/views", { params: { query: { name } } }),
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
}
