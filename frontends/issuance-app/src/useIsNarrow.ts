import { useMediaQuery } from "@mantine/hooks";

/** Whether the screen is so narrow that tables become cards. */
export function useIsNarrow(): boolean {
  return useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false }) ?? false;
}
