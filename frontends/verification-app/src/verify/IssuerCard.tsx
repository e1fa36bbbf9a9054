import { CopyIcon, dayOf, formatDay, hostOf, IssuerLogo, Name, useLanguage } from "@kubecredential/shared";
import { Anchor, Card, Group, Text, Title } from "@mantine/core";
import { useTexts } from "../texts";
import { issuerOf } from "./checks";
import type { Verdict } from "./useVerdict";

/** Who issued it, below the verdict. In grey unless the credential is valid. */
export function IssuerCard({ verdict }: { verdict: Verdict }) {
  const texts = useTexts().issuer;
  const { language } = useLanguage();
  const issuer = issuerOf(verdict);
  if (!issuer) return null;
  const { name, logo, website, did, registeredAt } = issuer;
  const host = hostOf(website);
  const isValid = verdict.kind === "valid";
  return (
    <Card component="section" aria-labelledby="issuer-heading" p="md">
      <Group gap="md" wrap="nowrap" align="flex-start">
        <IssuerLogo name={name} logo={logo} size={56} muted={!isValid} />
        <div style={{ minWidth: 0 }}>
          <Title order={2} size="sm" fw={600} c="dimmed" id="issuer-heading">
            {texts.heading}
          </Title>
          <Text fw={650} size="lg" className="kc-break">
            <Name>{name}</Name>
          </Text>
          {host && website && (
            <Text size="sm" className="kc-break">
              <Anchor
                href={website}
                target="_blank"
                rel="noopener noreferrer"
                underline="always"
                inherit
                py={4}
                display="inline-block"
                c={isValid ? undefined : "dimmed"}
              >
                <bdi dir="ltr">{host}</bdi>
              </Anchor>{" "}
              <Text span inherit c="dimmed">
                ({texts.selfDeclared})
              </Text>
            </Text>
          )}
          <Text size="sm" c="dimmed">
            {texts.since(formatDay(dayOf(registeredAt), language))}
          </Text>
          {did && (
            <Group gap={4} wrap="nowrap" align="flex-start">
              <Text size="xs" c="dimmed" className="kc-break" pt={6}>
                {texts.did}:{" "}
                <Text span inherit ff="monospace" dir="ltr">
                  {did}
                </Text>
              </Text>
              <span className="kc-no-print">
                <CopyIcon value={did} label={texts.copyDid} />
              </span>
            </Group>
          )}
        </div>
      </Group>
    </Card>
  );
}
