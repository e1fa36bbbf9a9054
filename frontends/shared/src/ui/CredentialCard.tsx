import { Card, Group, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, type Ref, useId } from "react";
import type { CredentialContent, CredentialStatus } from "../api/client";
import { useLanguage } from "../i18n";
import { isExactNumber } from "../json";
import { standingOf } from "../status";
import { useSharedTexts } from "../texts";
import { formatDay, isExpired } from "../time";
import { CopyIcon } from "./CopyButton";
import classes from "./CredentialCard.module.css";
import { JsonText, Name } from "./Name";
import { RelativeTime } from "./RelativeTime";
import { StatusBadge } from "./StatusBadge";
import { StatusText } from "./StatusText";

interface CredentialCardProps {
  credential: CredentialContent;
  /** Left out where it is not known. */
  status?: CredentialStatus | null;
  /** Heading level of the holder's name. */
  order?: 1 | 2 | 3;
  headingRef?: Ref<HTMLHeadingElement>;
  /** Grey instead of the app's colour, for a credential that is not valid. */
  muted?: boolean;
  /** The issuer, e.g. as a link; its name if left out. */
  issuer?: ReactNode;
  /** Shown beside the fields, e.g. a QR code. */
  aside?: ReactNode;
  children?: ReactNode;
}

export function CredentialCard(props: CredentialCardProps) {
  const { credential, status, order = 2, headingRef, muted, issuer, aside, children } = props;
  const { credential: texts, status: statusTexts } = useSharedTexts();
  const { language } = useLanguage();
  const expired = isExpired(credential.expiryDate);
  const label = useId();
  return (
    <Card component="article" className={classes.card} aria-labelledby={`${label}-kind ${label}-holder`}>
      <span id={`${label}-kind`} hidden>
        {texts.heading}:
      </span>
      <div className={classes.band} data-muted={muted}>
        <Group justify="space-between" align="flex-start" gap="xs">
          <div>
            <Text size="sm" fw={600} className="kc-break">
              <Name>{credential.credentialType}</Name>
            </Text>
            <Title
              order={order}
              size="h2"
              id={`${label}-holder`}
              ref={headingRef}
              tabIndex={-1}
              className="kc-break"
              style={{ outline: "none" }}
            >
              <Name>{credential.holderName}</Name>
            </Title>
          </div>
          {status && <StatusBadge variant="white" standing={standingOf(status, credential)} />}
        </Group>
      </div>
      <Stack p="lg" gap="lg">
        <Group align="flex-start" gap="lg">
          <dl className={classes.fields} style={{ flex: "1 1 16rem" }}>
            <Field name={texts.issuer} className={classes.wide}>
              {issuer ?? <Name>{credential.issuerName}</Name>}
            </Field>
            <Field name={texts.issued}>
              {formatDay(credential.issueDate, language)}
              <Text size="xs" c="dimmed">
                <RelativeTime at={credential.timestamp} />
              </Text>
            </Field>
            {credential.validFrom && credential.validFrom !== credential.issueDate && (
              <Field name={texts.validFrom}>{formatDay(credential.validFrom, language)}</Field>
            )}
            <Field name={expired ? texts.expired : texts.expires}>
              {credential.expiryDate ? formatDay(credential.expiryDate, language) : texts.never}
            </Field>
            {status && (
              <Field name={statusTexts.heading} className={classes.wide}>
                <StatusText status={status} />
              </Field>
            )}
            <Field name={texts.id} className={classes.wide}>
              <Group gap={4} wrap="nowrap">
                <span className={classes.id}>{credential.id}</span>
                <CopyIcon value={credential.id} label={texts.copyId} />
              </Group>
            </Field>
            {credential.metadata && Object.keys(credential.metadata).length > 0 && (
              <Field name={texts.metadata} className={classes.wide}>
                <Metadata value={credential.metadata} />
              </Field>
            )}
          </dl>
          {aside}
        </Group>
        {children}
        <Text size="xs" c="dimmed" className="kc-break">
          {texts.issuedBy} <Name>{credential.workerId}</Name>
        </Text>
      </Stack>
    </Card>
  );
}

function Field({ name, className, children }: { name: string; className?: string; children: ReactNode }) {
  return (
    <div className={className}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Metadata({ value }: { value: Record<string, unknown> }) {
  return (
    <dl className={classes.metadata}>
      {Object.entries(value).map(([key, item]) => (
        <div key={key} style={{ display: "contents" }}>
          <dt>
            <Name>{key}</Name>
          </dt>
          <dd>
            {typeof item === "object" && item !== null && !isExactNumber(item) ? (
              <pre>
                <JsonText value={item} />
              </pre>
            ) : (
              <Name>{String(item)}</Name>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
