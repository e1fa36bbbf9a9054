import { CredentialCard, todayUtc } from "@kubecredential/shared";
import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import IconSend from "@tabler/icons-react/icons/IconSend";
import type { Ref } from "react";
import { type IssueForm, toRequest } from "./form";
import { useIssueTexts } from "./texts";

interface PreviewProps {
  form: IssueForm;
  headingRef: Ref<HTMLHeadingElement>;
  /** The form to submit; left out until the preview was asked for. */
  formId?: string;
  isIssuing: boolean;
}

/** What the credential will say. Made in the browser: nothing is sent for it. */
export function Preview({ form, headingRef, formId, isIssuing }: PreviewProps) {
  const texts = useIssueTexts().preview;
  const { metadata = null } = toRequest({
    ...form,
    metadataRows: form.metadataRows.filter(({ key, value }) => key.trim() !== "" && value !== ""),
  });
  return (
    <Stack gap="xs" className="kc-no-print">
      <Group gap="xs">
        <Text fw={650}>{texts.heading}</Text>
        <Badge variant="light" color="gray">
          {texts.badge}
        </Badge>
      </Group>
      <CredentialCard
        headingRef={headingRef}
        credential={{
          holderName: form.holderName.trim() || texts.holder,
          credentialType: form.credentialType.trim() || texts.type,
          issuerName: form.issuerName.trim() || texts.issuer,
          issueDate: todayUtc(),
          validFrom: form.validFrom || null,
          expiryDate: form.expiryDate || null,
          metadata,
        }}
      >
        <Text size="sm" c="dimmed">
          {texts.hint}
        </Text>
        {formId && (
          <Button
            type="submit"
            form={formId}
            loading={isIssuing}
            leftSection={<IconSend size={16} aria-hidden />}
            style={{ alignSelf: "flex-start" }}
          >
            {texts.issue}
          </Button>
        )}
      </CredentialCard>
    </Stack>
  );
}
