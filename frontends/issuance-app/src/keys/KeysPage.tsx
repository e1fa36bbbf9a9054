import { ErrorAlert } from "@kubecredential/shared";
import { Dialog } from "@kubecredential/shared/dialog";
import { Button, Card, Group, Stack, Text, Title } from "@mantine/core";
import IconLink from "@tabler/icons-react/icons/IconLink";
import { KeysSection } from "../issuers/KeysSection";
import { OperationsTabs } from "../operations/OperationsTabs";
import { ShownOnce } from "../ShownOnce";
import { useTexts } from "../texts";
import { ApiKeysCard } from "./ApiKeysCard";
import { SessionsCard } from "./SessionsCard";
import { useKeyTexts } from "./texts";
import { useCompromiseSigningKey, useRotateSigningKeys, useSignInLink, useSigningKeys } from "./useApiKeys";

/** All keys of both services, for operators. */
export function KeysPage() {
  const all = useTexts();
  const texts = useKeyTexts();
  const rotation = useRotateSigningKeys();
  const report = useCompromiseSigningKey();
  return (
    <Stack gap="xl">
      <title>{all.pageTitle(texts.title)}</title>
      <div>
        <Title order={1} size="h2">
          {texts.title}
        </Title>
        <Text c="dimmed">{texts.intro}</Text>
      </div>
      <OperationsTabs />
      <ApiKeysCard />
      <SignInLinkCard />
      <SessionsCard />
      <KeysSection
        id="signing-keys-heading"
        texts={texts.signing}
        keys={useSigningKeys()}
        orders={{ rotation, report }}
      />
    </Stack>
  );
}

function SignInLinkCard() {
  const texts = useKeyTexts().link;
  const order = useSignInLink();
  return (
    <Card component="section" aria-labelledby="link-heading">
      <Group justify="space-between" gap="sm">
        <div style={{ flex: "1 1 14rem" }}>
          <Title order={2} size="h4" id="link-heading">
            {texts.heading}
          </Title>
          <Text size="sm" c="dimmed">
            {texts.intro}
          </Text>
        </div>
        <Button
          variant="default"
          leftSection={<IconLink size={16} aria-hidden />}
          loading={order.isPending}
          onClick={() => order.mutate()}
        >
          {texts.create}
        </Button>
      </Group>
      {order.error && <ErrorAlert error={order.error} />}
      <Dialog opened={order.isSuccess} onClose={order.reset} title={texts.heading}>
        {order.data && (
          <ShownOnce
            value={new URL(order.data.path, location.origin).href}
            icon={<IconLink size={20} aria-hidden />}
            texts={texts.once}
            onDone={order.reset}
          />
        )}
      </Dialog>
    </Card>
  );
}
