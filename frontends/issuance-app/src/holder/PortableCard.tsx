import { type Holder, saveBlob } from "@kubecredential/shared";
import { Card, Stack, Text, Title } from "@mantine/core";
import { FormButtons, signedFileName } from "../portable/FormButtons";
import { Refusal } from "../Refusal";
import { useHolderTexts } from "./texts";
import { useDocument } from "./useHolder";

/** The signed forms for wallets and other services. */
export function PortableCard({ holder: { credential, formats } }: { holder: Holder }) {
  const all = useHolderTexts();
  const texts = all.portable;
  const order = useDocument();
  if (formats.length === 0) return null;
  return (
    <Card component="section" aria-labelledby="portable-heading" className="kc-no-print">
      <Stack gap="sm">
        <div>
          <Title order={2} size="h4" id="portable-heading">
            {texts.heading}
          </Title>
          <Text size="sm" c="dimmed">
            {texts.intro}
          </Text>
        </div>
        <FormButtons
          forms={formats}
          nameOf={(format) => texts.forms[format as keyof typeof texts.forms] ?? format}
          labelOf={texts.download}
          making={order.isPending ? order.variables.format : undefined}
          onTake={(format) =>
            order.mutate(
              { format },
              { onSuccess: (document) => saveBlob(document, signedFileName(credential.id, format)) },
            )
          }
        />
        <Refusal error={order.error} title={all.refusedTitle} texts={all.refusals} />
      </Stack>
    </Card>
  );
}
