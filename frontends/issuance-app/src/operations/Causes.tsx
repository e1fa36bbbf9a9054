import { isolated, localeOf, Name, useLanguage } from "@kubecredential/shared";
import { Button, Group, Text } from "@mantine/core";
import IconRefresh from "@tabler/icons-react/icons/IconRefresh";
import { useTexts } from "../texts";
import type { Cause } from "./causes";
import classes from "./QueueSection.module.css";
import { mostAtOnce } from "./useOperations";

interface CausesProps {
  causes: Cause[];
  shown: string | undefined;
  onShow: (cause: string | undefined) => void;
  onReprocess: (cause: Cause) => void;
}

/** Why events failed, with how many failed for it. */
export function Causes({ causes, shown, onShow, onReprocess }: CausesProps) {
  const texts = useTexts().operations.queues;
  const { language } = useLanguage();
  return (
    <section aria-labelledby="causes-heading">
      <Text fw={600} size="sm" id="causes-heading" mb={4}>
        {texts.causes}
      </Text>
      <ul className={classes.causes} aria-labelledby="causes-heading">
        {causes.map((cause) => {
          const name = cause.name || texts.noReason;
          const count = cause.ids.length.toLocaleString(localeOf(language));
          const atOnce = Math.min(cause.ids.length, mostAtOnce).toLocaleString(localeOf(language));
          return (
            <li key={cause.name}>
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
                  variant={shown === cause.name ? "light" : "default"}
                  aria-pressed={shown === cause.name}
                  aria-label={texts.ofCause(texts.showCause, isolated(name))}
                  onClick={() => onShow(shown === cause.name ? undefined : cause.name)}
                >
                  {texts.showCause}
                </Button>
                <Button
                  size="xs"
                  variant="default"
                  disabled={cause.ids.length === 0}
                  leftSection={<IconRefresh size={14} aria-hidden />}
                  aria-label={texts.ofCause(texts.reprocessCause(atOnce), isolated(name))}
                  onClick={() => onReprocess(cause)}
                >
                  {texts.reprocessCause(atOnce)}
                </Button>
              </Group>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
