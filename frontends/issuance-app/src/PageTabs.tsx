import { Box, type BoxProps } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./PageTabs.module.css";

/** Links to the pages of one area. */
export function PageTabs({ label, children, ...props }: BoxProps & { label: string; children: ReactNode }) {
  return (
    <Box component="nav" className={`${classes.tabs} kc-no-print`} aria-label={label} {...props}>
      {children}
    </Box>
  );
}
