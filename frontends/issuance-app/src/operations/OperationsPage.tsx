import { Alert, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import IconAlertTriangle from "@tabler/icons-react/icons/IconAlertTriangle";
import IconPlugConnectedX from "@tabler/icons-react/icons/IconPlugConnectedX";
import { useHold, useQueues } from "../live/useLive";
import { useTexts } from "../texts";
import { BreakerCards } from "./BreakerCards";
import { Counts } from "./Counts";
import { DeliveryAlert } from "./DeliveryAlert";
import { Groups } from "./Groups";
import { heldUpDelivery } from "./heldUpDelivery";
import { LastHour } from "./LastHour";
import { OperationsTabs } from "./OperationsTabs";
import { QueueSection } from "./QueueSection";
import { useIssuerStats, useVerifierStats } from "./useOperations";

export function OperationsPage() {
  const texts = useTexts();
  const hold = useHold();
  const heldUp = heldUpDelivery(useQueues(), useIssuerStats().data);
  const isVerifierStalled = useVerifierStats().data?.status === "stalled";
  return (
    <Stack gap="xl">
      <title>{texts.pageTitle(texts.operations.title)}</title>
      <div>
        <Title order={1} size="h2">
          {texts.operations.title}
        </Title>
        <Text c="dimmed">{texts.operations.intro}</Text>
      </div>
      <OperationsTabs />
      {/* Always rendered: screen readers announce only what is added to an existing live region. */}
      <div role="status" hidden={hold !== "redis"}>
        {hold === "redis" && (
          <Alert
            color="yellow"
            title={texts.operations.redisAwayTitle}
            icon={<IconPlugConnectedX size={20} aria-hidden />}
          >
            {texts.operations.redisAway}
          </Alert>
        )}
      </div>
      <div role="status" hidden={!heldUp}>
        {heldUp && <DeliveryAlert delivery={heldUp} />}
      </div>
      <div role="status" hidden={!isVerifierStalled}>
        {isVerifierStalled && (
          <Alert
            color="red"
            title={texts.operations.verifierStalled.title}
            icon={<IconAlertTriangle size={20} aria-hidden />}
          >
            {texts.operations.verifierStalled.hint}
          </Alert>
        )}
      </div>
      <Counts />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <LastHour />
        <BreakerCards />
      </SimpleGrid>
      <Groups />
      <QueueSection />
    </Stack>
  );
}
