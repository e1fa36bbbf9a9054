import type { Holder } from "@kubecredential/shared";
import { Button, Card, Group, Stack, Text, Title } from "@mantine/core";
import IconDownload from "@tabler/icons-react/icons/IconDownload";
import { Refusal } from "../Refusal";
import { saveBlob } from "../saveFile";
import { useHolderTexts } from "./texts";
import { useDocument } from "./useHolder";

/** The signed forms for wallets and other services. */
export function PortableCard({ holder: { credential, formats } }: { holder: Holder }) {
  const all = useHolderTexts();
  const texts = all.portable;
  const order = useDocument();
  if (formats.length === 0) return null;
  return (
    <Card component="section" aria-labelledby="portable-heading">
      <Stack gap="sm">
        <div>
          <Title order={2} size="h4" id="portable-heading">
            {texts.heading}
          </Title>
          <Text size="sm" c="dimmed">
            {texts.intro}
          </Text>
        </div>
        <Group gap="xs">
          {formats.map((format) => {
            const name = texts.forms[format as keyof typeof texts.forms] ?? format;
            return (
              <Button
                key={format}
                size="sm"
                variant="default"
                leftSection={<IconDownload size={16} aria-hidden />}
                aria-label={texts.download(name)}
                loading={order.isPending && order.variables.format === format}
                onClick={() =>
                  order.mutate(
                    { format },
                    {
                      onSuccess: (blob) =>
                        saveBlob(blob, `${credential.id}.${format}.${format === "vc-jwt" ? "jwt" : "json"}`),
                    },
                  )
                }
              >
                {name}
              </Button>
            );
          })}
        </Group>
        <Refusal error={order.error} title={all.refusedTitle} texts={all.refusals} />
      </Stack>
    </Card>
  );
}
