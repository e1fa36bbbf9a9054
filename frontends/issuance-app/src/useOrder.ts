import { useMutation, useQueryClient } from "@tanstack/react-query";

/** An order after which everything under a key is read again; after a refusal, too: it may mean that something else has changed. */
export function useOrder<Input, Output>(
  queryKey: readonly string[],
  mutationFn: (input: Input) => Promise<Output>,
  { gcTime }: { gcTime?: number } = {},
) {
  const client = useQueryClient();
  return useMutation({ mutationFn, gcTime, onSettled: () => client.invalidateQueries({ queryKey }) });
}
