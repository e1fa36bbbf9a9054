import {
  Certificate,
  type CertificateDesign,
  type CertificateLook,
  CopyIcon,
  certificateFields,
  type KnownIssuer,
  StatusBadge,
  standingOf,
  useLanguage,
  useSharedTexts,
} from "@kubecredential/shared";
import { Anchor, Text } from "@mantine/core";
import IconCircleCheck from "@tabler/icons-react/icons/IconCircleCheck";
import IconInfoCircle from "@tabler/icons-react/icons/IconInfoCircle";
import IconLock from "@tabler/icons-react/icons/IconLock";
import { QRCodeSVG } from "qrcode.react";
import type { ReactNode } from "react";
import { useTexts } from "../texts";
import classes from "./CertificateView.module.css";
import { issuerOf } from "./checks";
import { shownIn, titleOf } from "./titleOf";
import type { Verdict } from "./useVerdict";

interface CertificateViewProps {
  verdict: Verdict;
  credential: NonNullable<Verdict["credential"]>;
  /** The public link to this credential's verdict, where there is one. */
  link?: string;
  className?: string;
}

/** The certificate of a credential that the verifier knows. In grey unless it is valid. */
export function CertificateView({ verdict, credential, link, className }: CertificateViewProps) {
  const texts = useTexts().certificate;
  const { kind, certificate, checks } = verdict;
  const issuer = issuerOf(verdict);
  const isSigned = checks.some(({ name, status }) => name === "authentic" && status === "pass");
  const isValid = kind === "valid";
  const standing = verdict.status && standingOf(verdict.status, credential, new Date(verdict.checkedAt));
  const isOut = standing && standing !== "active" && standing !== "renewed";
  return (
    <LookOf look={certificate} issuer={issuer}>
      {({ design, language, texts: shown }) => (
        <Certificate
          title={titleOf(credential, certificate, language)}
          description={shown?.description}
          language={shown?.language}
          holderName={credential.holderName}
          issuerName={credential.issuerName}
          issuerNote={isValid && (issuer || isSigned) && <Verified text={issuer ? texts.verified : texts.signed} />}
          dates={{ issued: credential.issueDate, validFrom: credential.validFrom, validUntil: credential.expiryDate }}
          fields={certificateFields(credential.metadata, shown?.fields)}
          design={design}
          verdict={isOut && <StatusBadge variant="white" standing={standing} />}
          muted={!isValid}
          className={className}
        >
          <Unshown look={certificate} />
          <Where id={credential.id} link={link} />
        </Certificate>
      )}
    </LookOf>
  );
}

interface LookOfProps {
  look: CertificateLook | null | undefined;
  issuer: KnownIssuer | undefined;
  children: (shown: { design: CertificateDesign; language: string; texts: ReturnType<typeof shownIn> }) => ReactNode;
}

/** A type without a logo borrows its issuer's. */
export function LookOf({ look, issuer, children }: LookOfProps) {
  const { language } = useLanguage();
  const design: CertificateDesign = (look?.state === "known" && look.design) || {};
  const logo = design.logo ?? issuer?.logo;
  return children({ design: { ...design, logo }, language, texts: shownIn(look, language) });
}

export function Verified({ text }: { text: string }) {
  return (
    <span className={classes.verified}>
      <IconCircleCheck size={16} aria-hidden />
      {text}
    </span>
  );
}

/** What is not shown, and why. */
export function Unshown({ look }: { look: CertificateLook | null | undefined }) {
  const texts = useTexts().certificate;
  if (!look) return null;
  const count = look.hiddenFields ?? 0;
  const isKnown = look.state === "known";
  if (isKnown && count === 0) return null;
  const Icon = isKnown ? IconLock : IconInfoCircle;
  return (
    <Text size="sm" c="dimmed" component="p" m={0} className={classes.unshown}>
      <Icon size={16} aria-hidden />
      <span>{isKnown ? texts.hidden(count) : texts.unavailable}</span>
    </Text>
  );
}

/** Where anybody can verify it, for the eye and for a camera. */
export function Where({ id, link }: { id: string; link?: string }) {
  const texts = useTexts().certificate;
  const shared = useSharedTexts().credential;
  return (
    <div className={classes.where}>
      {link && (
        // Scanners need dark on white, in dark mode, too.
        <QRCodeSVG value={link} title={texts.qr} size={112} marginSize={4} level="M" className={classes.qr} />
      )}
      <div className={classes.address}>
        {link && (
          <>
            <Text size="sm">{texts.check}</Text>
            <Anchor href={link} size="sm" py={2} display="inline-block" className="kc-break" underline="always">
              <bdi dir="ltr">{link}</bdi>
            </Anchor>
          </>
        )}
        <Text size="xs" c="dimmed" component="div" className={classes.id}>
          <span>
            {shared.id}:{" "}
            <bdi dir="ltr" className="kc-break">
              {id}
            </bdi>
          </span>
          <span className="kc-no-print">
            <CopyIcon value={id} label={shared.copyId} />
          </span>
        </Text>
      </div>
    </div>
  );
}
