import { SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useTexts } from "../texts";
import { BreakerCards } from "./BreakerCards";
import { Counts } from "./Counts";
import { OperationsTabs } from "./OperationsTabs";
import { OverTime } from "./OverTime";
import { QueueSection } from "./QueueSection";
import { StatusLine } from "./StatusLine";

export function OperationsPage() {
  const texts = useTexts();
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
      <StatusLine />
      <Counts />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <OverTime />
        <BreakerCards />
      </SimpleGrid>
      <QueueSection />
    </Stack>
  );
}
