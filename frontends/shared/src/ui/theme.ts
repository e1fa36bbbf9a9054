import { Badge, Card, type CSSVariablesResolver, createTheme, type MantineColor } from "@mantine/core";

export function appTheme(primaryColor: MantineColor) {
  return createTheme({
    primaryColor,
    primaryShade: 9,
    defaultRadius: "md",
    cursorType: "pointer",
    respectReducedMotion: true,
    headings: { fontWeight: "650" },
    components: {
      // As large as a finger needs (WCAG 2.2, target size); larger labels are not needed. Not imported: the other app has none.
      Checkbox: { vars: () => ({ root: { "--checkbox-size": "1.5rem" } }) },
      Badge: Badge.extend({ defaultProps: { tt: "none", size: "lg", fw: 600 } }),
      Card: Card.extend({ defaultProps: { withBorder: true, shadow: "xs", radius: "lg", padding: "lg" } }),
    },
  });
}

/** Mantine's light variants, dimmed and error texts miss the contrast of 4.5:1 that WCAG AA requires; these meet it. */
export const accessibleColors: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "var(--mantine-color-gray-7)",
    "--mantine-color-placeholder": "var(--mantine-color-gray-6)",
    "--mantine-color-error": "var(--mantine-color-red-9)",
    "--mantine-color-yellow-light-color": "#7a4100",
    "--mantine-color-orange-light-color": "#8a3200",
    "--mantine-color-teal-light-color": "#075e45",
    "--mantine-color-red-light-color": "#a51111",
    "--mantine-color-gray-light-color": "var(--mantine-color-gray-8)",
    "--mantine-color-blue-light-color": "var(--mantine-color-blue-9)",
    "--mantine-color-indigo-light-color": "var(--mantine-color-indigo-9)",
    "--mantine-color-indigo-light-hover": "#cfdaff",
  },
  dark: {
    "--mantine-color-text": "#dfe1e5",
    "--mantine-color-gray-light": "rgba(145, 152, 163, 0.18)",
    "--mantine-color-dimmed": "var(--mantine-color-dark-1)",
    "--mantine-color-placeholder": "var(--mantine-color-dark-2)",
    "--mantine-color-error": "var(--mantine-color-red-4)",
    "--mantine-color-anchor": "var(--mantine-primary-color-3)",
  },
});
