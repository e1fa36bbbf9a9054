import { Anchor, Button, Card, Group, Stack, Text, Title } from "@mantine/core";
import IconDeviceTablet from "@tabler/icons-react/icons/IconDeviceTablet";
import { Link } from "@tanstack/react-router";
import { HistoryList } from "../history/HistoryList";
import { useHistory } from "../history/history";
import { fillScreen } from "../kiosk/fullScreen";
import { useTexts } from "../texts";
import { VerifyBox } from "./VerifyBox";

const recentChecks = 5;

export function VerifyPage() {
  const texts = useTexts();
  const history = useHistory();
  return (
    <Stack gap="xl" maw={820} mx="auto">
      <title>{texts.pageTitle(texts.verify.title)}</title>
      <div>
        <Title order={1} size="h2">
          {texts.verify.title}
        </Title>
        <Text c="dimmed" mb="md">
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
            <Anchor size="sm" py={2} renderRoot={(props) => <Link to="/history" {...props} />}>
              {texts.verify.allChecks}
            </Anchor>
          </Group>
          <HistoryList entries={history.slice(0, recentChecks)} />
        </section>
      )}
      <Group gap="sm" className="kc-no-print">
        <Button
          variant="default"
          leftSection={<IconDeviceTablet size={18} aria-hidden />}
          renderRoot={(props) => <Link to="/kiosk" {...props} onClick={fillScreen} />}
        >
          {texts.kiosk.begin}
        </Button>
        <Text size="sm" c="dimmed" flex="1 1 14rem">
          {texts.kiosk.what}
        </Text>
      </Group>
    </Stack>
  );
}
