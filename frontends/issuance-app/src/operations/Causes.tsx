import { type DeadLetterCause, isolated, localeOf, Name, useLanguage } from "@kubecredential/shared";
import { Button, Group, Text } from "@mantine/core";
import IconRefresh from "@tabler/icons-react/icons/IconRefresh";
import { useTexts } from "../texts";
import classes from "./QueueSection.module.css";

interface CausesProps {
  causes: DeadLetterCause[];
  /** Whether there are causes or dead letters that have not been counted. */
  isPart: boolean;
  /** Whether the counts are of an earlier search. */
  isOld: boolean;
  shown: string | undefined;
  onShow: (cause: string | undefined) => void;
  onReprocess: (cause: DeadLetterCause) => void;
}

/** Why events failed, with how many failed for it. */
export function Causes({ causes, isPart, isOld, shown, onShow, onReprocess }: CausesProps) {
  const texts = useTexts().operations.queues;
  const { language } = useLanguage();
  return (
    <section aria-labelledby="causes-heading">
      <Text fw={600} size="sm" id="causes-heading" mb={4}>
        {texts.causes}
      </Text>
      <ul className={classes.causes} aria-labelledby="causes-heading">
        {causes.map((cause) => {
          const name = cause.cause || texts.noReason;
          const count = cause.count.toLocaleString(localeOf(language));
          return (
            <li key={cause.cause}>
              <div className={classes.cause}>
                <Text size="sm" className="kc-break">
                  <Name>{name}</Name>
                </Text>
                <Text size="xs" c="dimmed">
                  {texts.causeCount(count)}
                </Text>
              </div>
              <Group gap="xs">
                <Button
                  size="xs"
                  variant={shown === cause.cause ? "light" : "default"}
                  aria-pressed={shown === cause.cause}
                  aria-label={texts.ofCause(texts.showCause, isolated(name))}
                  onClick={() => onShow(shown === cause.cause ? undefined : cause.cause)}
                >
                  {texts.showCause}
                </Button>
                <Button
                  size="xs"
                  variant="default"
                  disabled={cause.count === 0 || isOld}
                  leftSection={<IconRefresh size={14} aria-hidden />}
                  aria-label={texts.ofCause(texts.reprocessCause(count), isolated(name))}
                  onClick={() => onReprocess(cause)}
                >
                  {texts.reprocessCause(count)}
                </Button>
              </Group>
            </li>
          );
        })}
      </ul>
      {isPart && (
        <Text size="xs" c="dimmed" mt={4}>
          {texts.causesInPart}
        </Text>
      )}
    </section>
  );
}
