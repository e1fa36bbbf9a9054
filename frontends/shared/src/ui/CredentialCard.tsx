import { Card, Group, Stack, Text, Title } from "@mantine/core";
import { type CSSProperties, type ReactNode, type Ref, useId } from "react";
import type { CredentialContent, CredentialStatus } from "../api/client";
import { useLanguage } from "../i18n";
import { isExactNumber, writeJson } from "../json";
import { standingOf } from "../status";
import { useSharedTexts } from "../texts";
import { formatDay, isExpired, localEndOf } from "../time";
import { isOwnPicture } from "../web";
import { CopyIcon } from "./CopyButton";
import classes from "./CredentialCard.module.css";
import { JsonText, Name } from "./Name";
import { RelativeTime } from "./RelativeTime";
import { StatusBadge } from "./StatusBadge";
import { StatusText } from "./StatusText";

/** How the certificates of a type look. */
export interface CardDesign {
  /** In place of the type's name. */
  title?: string;
  description?: string;
  /** The additional data in their order, with what they are called. Others follow under their own names. */
  fields?: { name: string; label: string }[];
  /** As `#rrggbb`. */
  colour?: string;
  textColour?: string;
  /** Pictures: paths of this origin or `data:` addresses. */
  background?: string | null;
  logo?: string | null;
}

/** What only an issued credential has. */
type OfIssued = "id" | "timestamp" | "workerId" | "issuedBy" | "status" | "version";

interface CredentialCardProps {
  /** Of one that has not been issued, what it will say. */
  credential: Omit<CredentialContent, OfIssued> & Partial<Pick<CredentialContent, OfIssued>>;
  design?: CardDesign;
  /** Left out where it is not known. */
  status?: CredentialStatus | null;
  /** Heading level of the holder's name. */
  order?: 1 | 2 | 3;
  headingRef?: Ref<HTMLHeadingElement>;
  /** Grey instead of the app's colour, for a credential that is not valid. */
  muted?: boolean;
  /** The issuer, e.g. as a link; its name if left out. */
  issuer?: ReactNode;
  /** Whether to name the process that issued it, which matters to those who operate the service. */
  withWorker?: boolean;
  /** Shown beside the fields, e.g. a QR code. */
  aside?: ReactNode;
  children?: ReactNode;
}

export function CredentialCard(props: CredentialCardProps) {
  const { credential, design, status, order = 2, headingRef, muted, issuer, withWorker, aside, children } = props;
  const { credential: texts, status: statusTexts } = useSharedTexts();
  const { language } = useLanguage();
  const expired = isExpired(credential.expiryDate);
  const localEnd = credential.expiryDate ? localEndOf(credential.expiryDate, language) : undefined;
  const label = useId();
  return (
    <Card component="article" className={classes.card} aria-labelledby={`${label}-kind ${label}-holder`}>
      <span id={`${label}-kind`} hidden>
        {texts.heading}:
      </span>
      <div className={classes.band} data-muted={muted} style={muted ? undefined : bandStyle(design)}>
        <Group justify="space-between" align="flex-start" gap="xs">
          {isOwnPicture(design?.logo) && <img src={design.logo} alt="" className={classes.logo} />}
          <div style={{ flex: "1 1 10rem", minWidth: 0 }}>
            <Text size="sm" fw={600} className="kc-break">
              <Name>{design?.title || credential.credentialType}</Name>
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
            {design?.description && (
              <Text size="sm" className="kc-break">
                <Name>{design.description}</Name>
              </Text>
            )}
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
              {credential.timestamp && (
                <Text size="xs" c="dimmed">
                  <RelativeTime at={credential.timestamp} />
                </Text>
              )}
            </Field>
            {credential.validFrom && credential.validFrom !== credential.issueDate && (
              <Field name={texts.validFrom}>{formatDay(credential.validFrom, language)}</Field>
            )}
            <Field name={expired ? texts.expired : texts.expires}>
              {credential.expiryDate ? formatDay(credential.expiryDate, language) : texts.never}
              {localEnd && (
                <Text size="xs" c="dimmed">
                  {texts.localEnd(localEnd)}
                </Text>
              )}
            </Field>
            {status && (
              <Field name={statusTexts.heading} className={classes.wide}>
                <StatusText status={status} />
              </Field>
            )}
            {credential.id && (
              <Field name={texts.id} className={classes.wide}>
                <Group gap={4} wrap="nowrap">
                  <span className={classes.id}>{credential.id}</span>
                  <CopyIcon value={credential.id} label={texts.copyId} />
                </Group>
              </Field>
            )}
            {credential.metadata && Object.keys(credential.metadata).length > 0 && (
              <Field name={texts.metadata} className={classes.wide}>
                <Metadata value={credential.metadata} fields={design?.fields ?? []} />
              </Field>
            )}
          </dl>
          {aside}
        </Group>
        {children}
        {withWorker && credential.workerId && (
          <Text size="xs" c="dimmed" className="kc-break">
            {texts.issuedBy} <Name>{credential.workerId}</Name>
          </Text>
        )}
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

function bandStyle(design: CardDesign | undefined): CSSProperties | undefined {
  if (!design) return undefined;
  const { colour, textColour, background } = design;
  // The colour stays above the picture, so that the text on it can be read.
  const veil = `color-mix(in srgb, ${colour ?? "var(--mantine-primary-color-filled)"} 78%, transparent)`;
  return {
    ...(colour && { backgroundColor: colour }),
    ...(textColour && { color: textColour }),
    ...(isOwnPicture(background) && {
      backgroundImage: `linear-gradient(${veil}, ${veil}), url(${writeJson(background)})`,
      backgroundSize: "cover",
      backgroundPosition: "center",
    }),
  };
}

interface MetadataProps {
  value: Record<string, unknown>;
  fields: { name: string; label: string }[];
}

function Metadata({ value, fields }: MetadataProps) {
  const { credential: texts } = useSharedTexts();
  const { language } = useLanguage();
  const named = fields.filter(({ name }) => Object.hasOwn(value, name));
  const others = Object.keys(value).filter((key) => !named.some(({ name }) => name === key));
  const rows = [
    ...named.map(({ name, label }) => [name, label, readable(value[name])] as const),
    ...others.map((name) => [name, name, value[name]] as const),
  ];

  /** The fields of a type are shown to people, the others as they are. */
  function readable(item: unknown): unknown {
    if (typeof item === "boolean") return item ? texts.yes : texts.no;
    return typeof item === "string" ? formatDay(item, language) : item;
  }

  return (
    <dl className={classes.metadata}>
      {rows.map(([key, label, item]) => (
        <div key={key} style={{ display: "contents" }}>
          <dt>
            <Name>{label}</Name>
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
