import { Anchor, Card, Group, Stack, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { HistoryList } from "../history/HistoryList";
import { useHistory } from "../history/history";
import { useTexts } from "../texts";
import { VerifyBox } from "./VerifyBox";

const recentChecks = 5;

export function VerifyPage() {
  const texts = useTexts();
  const history = useHistory();
  return (
    <Stack gap="xl" maw={760} mx="auto">
      <title>{texts.pageTitle(texts.verify.title)}</title>
      <div>
        <Title order={1} size="h2">
          {texts.verify.title}
        </Title>
        <Text c="dimmed" mb="lg">
          {texts.verify.intro}
        </Text>
        <Card>
          <VerifyBox autoFocus />
        </Card>
      </div>
      {history.length > 0 && (
        <section aria-labelledby="recent-heading">
          <Group justify="space-between" mb="xs">
            <Title order={2} size="h4" id="recent-heading">
              {texts.verify.recent}
            </Title>
            <Anchor size="sm" renderRoot={(props) => <Link to="/history" {...props} />}>
              {texts.verify.allChecks}
            </Anchor>
          </Group>
          <HistoryList entries={history.slice(0, recentChecks)} />
        </section>
      )}
    </Stack>
  );
}
