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
  const isStalled = delivery.status === "stalled";
  const Icon = isStalled ? IconAlertTriangle : IconHourglass;
  return (
    <Alert
      role="group"
      color={isStalled ? "red" : "yellow"}
      title={<span role="status">{texts[delivery.status].title}</span>}
      icon={<Icon size={20} aria-hidden />}
    >
      <HeldUp delivery={delivery} />
    </Alert>
  );
}

/** Since when delivery is held up, and what to do about it. */
export function HeldUp({ delivery }: { delivery: HeldUpDelivery }) {
  const texts = useTexts().operations.heldUp;
  const { language } = useLanguage();
  const mayOperate = useMayUse("operations");
  const { status, oldestUndeliveredSeconds, lastProgressAt } = delivery;
  return (
    <Stack gap={4} fz="sm">
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
  );
}
