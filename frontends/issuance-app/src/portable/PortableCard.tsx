import { dataOf, issuanceApi, saveBlob, useLanguage } from "@kubecredential/shared";
import { Card, Stack, Text, Title } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Refusal } from "../Refusal";
import { FormButtons, signedFileName } from "./FormButtons";
import { usePortableTexts } from "./texts";

const forms = ["pdf", "png", "svg", "vc", "vc-jwt", "open-badge", "vc-ecdsa", "vc-jcs"] as const;
type Form = (typeof forms)[number];

/** Paper speaks a language. */
function isPaper(form: Form): boolean {
  return form === "pdf" || form === "png" || form === "svg";
}

/** The portable forms of a credential and its certificate on paper, to be saved as files. */
export function PortableCard({ id }: { id: string }) {
  const texts = usePortableTexts();
  const { language } = useLanguage();
  const order = useMutation({
    mutationFn: (format: Form): Promise<Blob> =>
      dataOf(
        issuanceApi.GET("/api/v1/credentials/{id}/documents/{format}", {
          params: { path: { id, format }, query: isPaper(format) ? { language } : {} },
          parseAs: "blob",
        }) as Promise<{ data?: Blob }>,
      ),
    onSuccess: (document, format) =>
      saveBlob(document, isPaper(format) ? `${id}.${format}` : signedFileName(id, format)),
  });
  return (
    <Card component="section" aria-labelledby="portable-heading" className="kc-no-print">
      <Stack gap="xs">
        <Title order={2} size="h4" id="portable-heading">
          {texts.heading}
        </Title>
        <Text size="sm" c="dimmed">
          {texts.meaning}
        </Text>
        <Refusal error={order.error} title={texts.refusedTitle} texts={texts.refusals} />
        <FormButtons
          forms={forms}
          nameOf={(form) => texts.forms[form]}
          labelOf={texts.download}
          making={order.isPending ? order.variables : undefined}
          onTake={(form) => order.mutate(form)}
        />
      </Stack>
    </Card>
  );
}
