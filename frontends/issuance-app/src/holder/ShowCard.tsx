import { CopyButton, type Holder, hostOf, isolated, useLanguage, useSharedTexts } from "@kubecredential/shared";
import { Anchor, Button, Card, Group, Stack, Text, Title } from "@mantine/core";
import IconBrandLinkedin from "@tabler/icons-react/icons/IconBrandLinkedin";
import IconExternalLink from "@tabler/icons-react/icons/IconExternalLink";
import { QrCode } from "../QrCode";
import { hiddenLabels } from "./HolderCertificate";
import { useHolderTexts } from "./texts";

/** The public page: its address, and the profile it can be added to. */
export function ShowCard({ holder }: { holder: Holder }) {
  const texts = useHolderTexts().show;
  const { language } = useLanguage();
  const { comma } = useSharedTexts().credential;
  const hidden = hiddenLabels(holder, language);
  return (
    <Card component="section" aria-labelledby="show-heading">
      <Stack gap="sm">
        <div>
          <Title order={2} size="h4" id="show-heading">
            {texts.heading}
          </Title>
          <Text size="sm" c="dimmed">
            {texts.intro} {hidden.length > 0 && texts.hidden(hidden.map(isolated).join(comma))}
          </Text>
        </div>
        <Group gap="md" wrap="nowrap" align="flex-start">
          <QrCode value={holder.verifyAddress} title={texts.qr} size={104} />
          <Stack gap={6} style={{ minWidth: 0 }}>
            <Text size="xs" c="dimmed" fw={600}>
              {texts.address}
            </Text>
            <Anchor href={holder.verifyAddress} size="sm" underline="always" className="kc-break" dir="ltr">
              {holder.verifyAddress}
            </Anchor>
          </Stack>
        </Group>
        <Group gap="xs">
          <CopyButton value={holder.verifyAddress} label={texts.copy} size="sm" />
          <Button
            component="a"
            href={holder.verifyAddress}
            size="sm"
            variant="default"
            leftSection={<IconExternalLink size={16} aria-hidden />}
          >
            {texts.open}
          </Button>
          {hostOf(holder.linkedIn) === "www.linkedin.com" && (
            <Button
              component="a"
              href={holder.linkedIn}
              target="_blank"
              rel="noopener noreferrer"
              size="sm"
              variant="default"
              leftSection={<IconBrandLinkedin size={16} aria-hidden />}
            >
              {texts.linkedIn}
            </Button>
          )}
        </Group>
      </Stack>
    </Card>
  );
}
