import { dataOf, ErrorAlert, issuanceApi } from "@kubecredential/shared";
import { Button, Card, Group, Stack, Text, Title } from "@mantine/core";
import IconDownload from "@tabler/icons-react/icons/IconDownload";
import { useMutation } from "@tanstack/react-query";
import { saveFile } from "../saveFile";
import { usePortableTexts } from "./texts";

/** Each with the type and the extension of its file. */
const forms = {
  vc: ["application/vc", "json"],
  "vc-jwt": ["application/vc+jwt", "jwt"],
  "open-badge": ["application/vc", "json"],
  "vc-ecdsa": ["application/vc", "json"],
  "vc-jcs": ["application/vc", "json"],
} as const;
type Form = keyof typeof forms;

/** The portable forms of a credential, to be saved as files. */
export function PortableCard({ id }: { id: string }) {
  const texts = usePortableTexts();
  const handOut = useMutation({
    mutationFn: (format: Form) =>
      dataOf(
        issuanceApi.GET("/api/v1/credentials/{id}/documents/{format}", {
          params: { path: { id, format } },
          parseAs: "text",
        }),
      ),
    onSuccess: (document, format) => {
      const [type, extension] = forms[format];
      saveFile(document, `${id}.${format}.${extension}`, type);
    },
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
