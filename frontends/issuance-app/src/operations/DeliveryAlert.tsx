import { formatDuration, RelativeTime, useLanguage } from "@kubecredential/shared";
import { Alert, Stack } from "@mantine/core";
import IconAlertTriangle from "@tabler/icons-react/icons/IconAlertTriangle";
import IconHourglass from "@tabler/icons-react/icons/IconHourglass";
import { useMayUse } from "../session/useSession";
import { useTexts } from "../texts";
import type { HeldUpDelivery } from "./heldUpDelivery";

/** Delayed or stalled delivery, since when, and for operators what to do about it. */
export function DeliveryAlert({ delivery }: { delivery: HeldUpDelivery }) {
  const texts = useTexts().operations.heldUp;
  const { language } = useLanguage();
  const mayOperate = useMayUse("operations");
  const { status, oldestUndeliveredSeconds, lastProgressAt } = delivery;
  const isStalled = status === "stalled";
  const Icon = isStalled ? IconAlertTriangle : IconHourglass;
  return (
    <Alert color={isStalled ? "red" : "yellow"} title={texts[status].title} icon={<Icon size={20} aria-hidden />}>
      <Stack gap={4}>
        {oldestUndeliveredSeconds !== null && (
          <span>{texts.oldest(formatDuration(oldestUndeliveredSeconds, language))}</span>
        )}
        {lastProgressAt !== undefined && (
          <span>
            {lastProgressAt === null ? (
              texts.noProgress
            ) : (
              <>
                {texts.lastProgress} <RelativeTime at={lastProgressAt} />
              </>
            )}
          </span>
        )}
        <span>{mayOperate ? texts[status].hint : texts.forRegistrar}</span>
      </Stack>
    </Alert>
  );
}
