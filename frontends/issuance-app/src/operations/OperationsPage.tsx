import { Alert, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import IconPlugConnectedX from "@tabler/icons-react/icons/IconPlugConnectedX";
import { useHold } from "../live/useLive";
import { useTexts } from "../texts";
import { BreakerCards } from "./BreakerCards";
import { Counts } from "./Counts";
import { LastHour } from "./LastHour";
import { OperationsTabs } from "./OperationsTabs";
import { QueueSection } from "./QueueSection";

export function OperationsPage() {
  const texts = useTexts();
  const hold = useHold();
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
      {/* Filled later, never removed: what appears in it is read out. */}
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
      <Counts />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <LastHour />
        <BreakerCards />
      </SimpleGrid>
      <QueueSection />
    </Stack>
  );
}
