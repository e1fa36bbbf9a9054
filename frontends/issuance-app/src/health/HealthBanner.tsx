import { ErrorAlert, type Health } from "@kubecredential/shared";
import { Alert, Box } from "@mantine/core";
import IconAlertTriangle from "@tabler/icons-react/icons/IconAlertTriangle";
import IconPlugConnectedX from "@tabler/icons-react/icons/IconPlugConnectedX";
import { useLocation } from "@tanstack/react-router";
import { useTexts } from "../texts";
import { failing, useHealth } from "./useHealth";

function describe(health: Health) {
  return failing(health)
    .map(([name, check]) => (check.description ? `${name}: ${check.description}` : name))
    .join(" · ");
}

/** What the service's state means for the person issuing; nothing while all is well. */
export function HealthBanner() {
  const texts = useTexts().health;
  const health = useHealth();
  const onForm = useLocation({ select: ({ pathname }) => pathname === "/" });

  if (health.isError) {
    // Pages that show data say so themselves, where it is missing; the form would only find out when it is sent.
    if (!onForm) return null;
    return (
      <Box mb="lg">
        <ErrorAlert error={health.error} onRetry={() => health.refetch()} retrying={health.isFetching} />
      </Box>
    );
  }
  if (!health.data || health.data.status === "healthy") return null;

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
        {describe(health.data)}
      </Alert>
    );
  }
  const failed = failing(health.data);
  const names = failed.map(([name]) => name.toLowerCase());
  // Delivery waits for Redis, which is no second fault.
  const redisOnly = names.includes("redis") && names.every((name) => name === "redis" || name === "delivery");
  return (
    <Alert
      role="status"
      mb="lg"
      className="kc-no-print"
      color="yellow"
      icon={<IconPlugConnectedX size={20} aria-hidden />}
    >
      {redisOnly ? texts.redisAway : texts.degraded(describe(health.data))}
    </Alert>
  );
}
