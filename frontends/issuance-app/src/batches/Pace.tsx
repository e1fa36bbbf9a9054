import { type BatchProgress, formatDuration, useLanguage } from "@kubecredential/shared";
import { Text } from "@mantine/core";
import classes from "./BatchPage.module.css";
import { useBatchTexts } from "./texts";
import { useNumber } from "./useNumber";

/** How fast it goes, and how long that will take. */
export function Pace({ progress }: { progress?: BatchProgress }) {
  const texts = useBatchTexts().run;
  const { language } = useLanguage();
  const number = useNumber();
  const { rowsPerSecond = null, remainingSeconds = null } = progress ?? {};
  const parts = [
    ...(rowsPerSecond !== null && rowsPerSecond > 0
      ? [texts.rate(number(rowsPerSecond, rowsPerSecond < 10 ? 1 : 0))]
      : []),
    ...(remainingSeconds !== null ? [texts.remaining(formatDuration(remainingSeconds, language))] : []),
  ];
  return (
    <Text size="sm" c="dimmed" className={classes.pace}>
      {parts.join(" · ")}
    </Text>
  );
}
