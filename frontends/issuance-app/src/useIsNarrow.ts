import { useMediaQuery } from "@mantine/hooks";

/** Where tables become cards. */
export function useIsNarrow(): boolean {
  return useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false }) ?? false;
}
