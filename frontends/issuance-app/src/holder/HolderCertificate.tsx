import {
  Certificate,
  certificateFields,
  displayIn,
  type Holder,
  StatusBadge,
  StatusText,
  standingOf,
  useLanguage,
} from "@kubecredential/shared";
import { Alert, Stack } from "@mantine/core";
import IconInfoCircle from "@tabler/icons-react/icons/IconInfoCircle";
import type { Ref } from "react";
import { useHolderTexts } from "./texts";

const colours = {
  revoked: "red",
  suspended: "orange",
  superseded: "blue",
  renewed: "teal",
  expired: "orange",
  notYetValid: "indigo",
} as const;

/** What it attests, in the reader's language if the type has it. */
export function titleOf({ credential, certificate }: Holder, language: string): string {
  return displayIn(certificate?.display ?? [], language)?.title || credential.credentialType;
}

/** The labels of the details that the public page does not show. */
export function hiddenLabels({ credential, certificate }: Holder, language: string): string[] {
  if (!certificate) return [];
  const fields = displayIn(certificate.display, language)?.fields ?? [];
  return Object.keys(credential.metadata ?? {})
    .filter((name) => !certificate.publicFields.includes(name))
    .map((name) => fields.find((field) => field.name === name)?.label ?? name);
}

/** The credential with everything in it, as its type designs it, and what is to be known of its status. */
export function HolderCertificate({ holder, headingRef }: { holder: Holder; headingRef: Ref<HTMLHeadingElement> }) {
  const { credential, status, certificate } = holder;
  const texts = useHolderTexts();
  const { language } = useLanguage();
  const display = displayIn(certificate?.display ?? [], language);
  const standing = standingOf(status, credential);
  const notice = standing in colours ? (standing as keyof typeof colours) : undefined;
  return (
    <Stack gap="md">
      {notice && (
        <Alert role="note" color={colours[notice]} icon={<IconInfoCircle size={20} aria-hidden />}>
          {texts.states[notice]}{" "}
          {notice !== "expired" && notice !== "notYetValid" && notice !== "renewed" && <StatusText status={status} />}
        </Alert>
      )}
      <Certificate
        order={1}
        headingRef={headingRef}
        title={titleOf(holder, language)}
        description={display?.description}
        language={display?.language}
        holderName={credential.holderName}
        issuerName={credential.issuerName}
        dates={{ issued: credential.issueDate, validFrom: credential.validFrom, validUntil: credential.expiryDate }}
        fields={certificateFields(credential.metadata, display?.fields)}
        design={certificate?.design}
        muted={standing !== "active" && standing !== "renewed"}
        verdict={<StatusBadge variant="white" standing={standing} />}
      />
    </Stack>
  );
}
