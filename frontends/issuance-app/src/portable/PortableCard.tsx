import { dataOf, ErrorAlert, issuanceApi, useLanguage } from "@kubecredential/shared";
import { Button, Card, Group, Stack, Text, Title } from "@mantine/core";
import IconDownload from "@tabler/icons-react/icons/IconDownload";
import { useMutation } from "@tanstack/react-query";
import { saveBlob } from "../saveFile";
import { usePortableTexts } from "./texts";

/** Each with the extension of its file. */
const forms = {
  pdf: "pdf",
  png: "png",
  svg: "svg",
  vc: "json",
  "vc-jwt": "jwt",
  "open-badge": "json",
  "vc-ecdsa": "json",
  "vc-jcs": "json",
} as const;
type Form = keyof typeof forms;

/** Paper speaks a language. */
function isPaper(form: Form): boolean {
  return form === "pdf" || form === "png" || form === "svg";
}

/** The portable forms of a credential and its certificate on paper, to be saved as files. */
export function PortableCard({ id }: { id: string }) {
  const texts = usePortableTexts();
  const { language } = useLanguage();
  const handOut = useMutation({
    mutationFn: (format: Form): Promise<Blob> =>
      dataOf(
        issuanceApi.GET("/api/v1/credentials/{id}/documents/{format}", {
          params: { path: { id, format }, query: isPaper(format) ? { language } : {} },
          parseAs: "blob",
        }) as Promise<{ data?: Blob }>,
      ),
    onSuccess: (document, format) =>
      saveBlob(document, isPaper(format) ? `${id}.${format}` : `${id}.${format}.${forms[format]}`),
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
        {handOut.error && <ErrorAlert error={handOut.error} />}
        <Group gap="xs">
          {(Object.keys(forms) as Form[]).map((form) => (
            <Button
              key={form}
              size="sm"
              variant="default"
              leftSection={<IconDownload size={16} aria-hidden />}
              aria-label={texts.download(texts.forms[form])}
              loading={handOut.isPending && handOut.variables === form}
              onClick={() => handOut.mutate(form)}
            >
              {texts.forms[form]}
            </Button>
          ))}
        </Group>
      </Stack>
    </Card>
  );
}
