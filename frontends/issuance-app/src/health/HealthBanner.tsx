import { ErrorAlert, Name, NameInText, type Queues } from "@kubecredential/shared";
import { Alert, Box } from "@mantine/core";
import IconAlertTriangle from "@tabler/icons-react/icons/IconAlertTriangle";
import IconPlugConnectedX from "@tabler/icons-react/icons/IconPlugConnectedX";
import { useLocation } from "@tanstack/react-router";
import { useQueues } from "../live/useLive";
import { DeliveryAlert } from "../operations/DeliveryAlert";
import { type HeldUpDelivery, heldUpDelivery } from "../operations/heldUpDelivery";
import { useTexts } from "../texts";
import { describeHealth, failing, useHealth } from "./useHealth";

/** Delayed or stalled delivery, as told by the stream, else by the health check's description. */
function heldUpBy(failed: ReturnType<typeof failing>, queues: Queues | undefined): HeldUpDelivery | undefined {
  const told = heldUpDelivery(queues, undefined);
  if (told) return told;
  const words = failed.find(([name]) => name.toLowerCase() === "delivery")?.[1].description ?? "";
  const status = /\bstalled\b/i.test(words) ? "stalled" : /\bdelayed\b/i.test(words) ? "delayed" : undefined;
  return status && { status, oldestUndeliveredSeconds: null };
}

/** What the service's health means for the user; nothing while it is healthy. */
export function HealthBanner() {
  const texts = useTexts().health;
  const health = useHealth();
  const queues = useQueues();
  const path = useLocation({ select: ({ pathname }) => pathname });
  const onForm = path === "/";

  if (health.isError) {
    // Pages that show data report the error themselves. The form would only notice when it is submitted.
    if (!onForm) return null;
    return (
      <Box mb="lg">
        <ErrorAlert error={health.error} onRetry={() => health.refetch()} retrying={health.isFetching} />
      </Box>
    );
  }
  // The operations page says the same in more detail.
  if (!health.data || health.data.status === "healthy" || path === "/operations") return null;

  if (health.data.status === "unhealthy") {
    return (
      <Alert
        role="alert"
        mb="lg"
        className="kc-no-print"
        color="red"
        title={texts.unhealthy}
        icon={<IconAlertTriangle size={20} aria-hidden />}
      >
        <Name>{describeHealth(failing(health.data))}</Name>
      </Alert>
    );
  }
  const failed = failing(health.data);
  const names = failed.map(([name]) => name.toLowerCase());
  // Delivery waits for Redis, so it is not a second fault.
  const redisOnly = names.includes("redis") && names.every((name) => name === "redis" || name === "delivery");
  const heldUp = names.every((name) => name === "delivery") ? heldUpBy(failed, queues) : undefined;
  if (heldUp) {
    return (
      <Box mb="lg" className="kc-no-print">
        <DeliveryAlert delivery={heldUp} />
      </Box>
    );
  }
  return (
    <Alert
      role="status"
      mb="lg"
      className="kc-no-print"
      color="yellow"
      icon={<IconPlugConnectedX size={20} aria-hidden />}
    >
      {redisOnly ? texts.redisAway : <NameInText text={texts.degraded} name={describeHealth(failed)} />}
    </Alert>
  );
}
