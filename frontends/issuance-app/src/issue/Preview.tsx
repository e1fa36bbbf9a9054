import { CredentialCard, type CredentialType, todayUtc, useLanguage } from "@kubecredential/shared";
import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import IconSend from "@tabler/icons-react/icons/IconSend";
import type { Ref } from "react";
import { designOf } from "../types/model";
import { type IssueForm, metadataIn } from "./form";
import { useIssueTexts } from "./texts";
import { type RegisteredFields, ruledExpiry } from "./typed";

interface PreviewProps {
  form: IssueForm;
  type: CredentialType | undefined;
  registered: RegisteredFields | undefined;
  headingRef: Ref<HTMLHeadingElement>;
  /** The form to submit; left out until the preview was asked for. */
  formId?: string;
  isIssuing: boolean;
}

/** What the credential will say. Made in the browser: nothing is sent for it. */
export function Preview({ form, type, registered, headingRef, formId, isIssuing }: PreviewProps) {
  const texts = useIssueTexts().preview;
  const { language } = useLanguage();
  const rows = form.metadataRows.filter(({ key, value }) => key.trim() !== "" && value !== "");
  const metadata = metadataIn({ ...form, metadataRows: rows }, registered) ?? null;
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
        design={type && designOf(type.definition, language)}
        credential={{
          holderName: form.holderName.trim() || texts.holder,
          credentialType: form.credentialType.trim() || texts.type,
          issuerName: form.issuerName.trim() || texts.issuer,
          issueDate: todayUtc(),
          validFrom: form.validFrom || null,
          expiryDate: form.expiryDate || ruledExpiry(form, registered) || null,
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
