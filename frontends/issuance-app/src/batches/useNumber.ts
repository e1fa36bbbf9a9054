import { localeOf, useLanguage } from "@kubecredential/shared";

/** Writes numbers in the app's language. */
export function useNumber(): (value: number, digits?: number) => string {
  const { language } = useLanguage();
  return (value, digits = 0) => value.toLocaleString(localeOf(language), { maximumFractionDigits: digits });
}

/** Writes a file's size in the app's language. */
export function useSize(): (bytes: number) => string {
  const { language } = useLanguage();
  return (bytes) => {
    const [value, unit] =
      bytes < 1_024 ? [bytes, "B"] : bytes < 1_048_576 ? [bytes / 1_024, "KiB"] : [bytes / 1_048_576, "MiB"];
    return `${value.toLocaleString(localeOf(language), { maximumFractionDigits: value < 10 && unit !== "B" ? 1 : 0 })} ${unit}`;
  };
}
