import { CopyIcon, type Issuer } from "@kubecredential/shared";
import { Anchor, Card, Group, Stack, Text, Title } from "@mantine/core";
import { useIssuerTexts } from "./texts";

/** The issuer's DID, or why it has none. */
export function DidCard({ issuer: { did, slug } }: { issuer: Issuer }) {
  const texts = useIssuerTexts().did;
  return (
    <Card component="section" aria-labelledby="did-heading">
      <Stack gap="xs">
        <Title order={2} size="h4" id="did-heading">
          {texts.heading}
        </Title>
        {did ? (
          <>
            <Text size="sm" c="dimmed">
              {texts.meaning}
            </Text>
            <Group gap={4} wrap="nowrap">
              <Text size="sm" ff="monospace" className="kc-break" dir="ltr">
                {did}
              </Text>
              <CopyIcon value={did} label={texts.copy} />
            </Group>
            <Anchor
              size="sm"
              py={2}
              href={`/issuers/${encodeURIComponent(slug)}/did.json`}
              target="_blank"
              rel="noopener noreferrer"
              underline="always"
            >
              {texts.document}
            </Anchor>
          </>
        ) : (
          <Text size="sm">{texts.missing}</Text>
        )}
      </Stack>
    </Card>
  );
}
