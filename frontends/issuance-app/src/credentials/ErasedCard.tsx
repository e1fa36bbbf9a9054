import { CopyIcon, type ErasedCredential, StatusBadge, StatusText, useSharedTexts } from "@kubecredential/shared";
import { Card, Group, Stack, Text, Title } from "@mantine/core";
import { useTexts } from "../texts";
import { IssuerLink } from "./IssuerLink";

/** What is left of an erased credential. */
export function ErasedCard({ credential }: { credential: ErasedCredential }) {
  const texts = useTexts().detail;
  const { credential: words } = useSharedTexts();
  return (
    <Card component="article" aria-labelledby="erased-heading">
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Title order={1} size="h2" id="erased-heading">
            {texts.erasedTitle}
          </Title>
          <StatusBadge standing="erased" />
        </Group>
        <Text>{texts.erased}</Text>
        <Text>
          <StatusText status={credential.status} />
        </Text>
        <Text size="sm" c="dimmed" className="kc-break">
          {words.issuer}: <IssuerLink name={credential.issuerName} />
        </Text>
        <Group gap={4} wrap="nowrap">
          <Text size="sm" ff="monospace" className="kc-break">
            {credential.id}
          </Text>
          <CopyIcon value={credential.id} label={words.copyId} />
        </Group>
      </Stack>
    </Card>
  );
}
