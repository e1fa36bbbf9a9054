import {
  CopyButton,
  type IssuedCredential as Credential,
  CredentialCard,
  PrintButton,
  saveFile,
  standingOf,
  useLanguage,
  writeJson,
} from "@kubecredential/shared";
import { Anchor, Button, Group, Stack, Text } from "@mantine/core";
import IconDownload from "@tabler/icons-react/icons/IconDownload";
import IconListDetails from "@tabler/icons-react/icons/IconListDetails";
import { Link } from "@tanstack/react-router";
import type { ReactNode, Ref } from "react";
import { QrCode } from "../QrCode";
import { useMayUse } from "../session/useSession";
import { shareLink } from "../shareLink";
import { useTexts } from "../texts";
import { designOf } from "../types/model";
import { useType } from "../types/useTypes";
import { IssuerLink } from "./IssuerLink";

interface IssuedCredentialProps {
  credential: Credential;
  headingRef?: Ref<HTMLHeadingElement>;
  order?: 1 | 2;
  linkToDetails?: boolean;
  children?: ReactNode;
}

/** A credential as its issuer sees it, with everything needed to hand it over. */
export function IssuedCredential({ credential, headingRef, order, linkToDetails, children }: IssuedCredentialProps) {
  const texts = useTexts().result;
  const link = shareLink(credential.id);
  const standing = standingOf(credential.status, credential);
  const { language } = useLanguage();
  const mayOperate = useMayUse("operations");
  const { data: type } = useType(credential.type?.id, credential.type?.version);
  return (
    <CredentialCard
      credential={credential}
      design={type && designOf(type.definition, language)}
      headingRef={headingRef}
      order={order}
      status={credential.status}
      muted={standing !== "active" && standing !== "renewed"}
      withWorker={mayOperate}
      issuer={<IssuerLink name={credential.issuerName} />}
      aside={
        <Stack gap={4} align="center">
          <QrCode value={link} title={texts.qr} size={132} />
          <Text size="xs" c="dimmed">
            {texts.scan}
          </Text>
        </Stack>
      }
    >
      {children}
      <Stack gap="xs">
        <Text size="sm">
          {texts.share}:{" "}
          <Anchor href={link} className="kc-break" size="sm" underline="always">
            {link}
          </Anchor>
        </Text>
        <Group gap="xs" className="kc-no-print">
          <CopyButton value={link} label={texts.copyLink} size="sm" />
          <Button
            size="sm"
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden />}
            onClick={() => download(credential)}
          >
            {texts.download}
          </Button>
          <PrintButton size="sm" />
          {linkToDetails && (
            <Button
              size="sm"
              variant="default"
              leftSection={<IconListDetails size={16} aria-hidden />}
              renderRoot={(props) => <Link to="/credentials/$id" params={{ id: credential.id }} {...props} />}
            >
              {texts.details}
            </Button>
          )}
        </Group>
      </Stack>
    </CredentialCard>
  );
}

/** The content alone: the file outlives the status, which anyone can ask the verifier for. */
function download({ status: _status, version: _version, ...content }: Credential) {
  saveFile(`${writeJson(content, 2)}\n`, `credential-${content.id.replace(/[^\w-]/g, "_")}.json`, "application/json");
}
