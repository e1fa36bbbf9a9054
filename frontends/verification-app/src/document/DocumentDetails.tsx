import {
  type DocumentCheck,
  type DocumentVerdict,
  dayOf,
  formatDay,
  JsonText,
  Name,
  useLanguage,
} from "@kubecredential/shared";
import { Card, Group, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import IconAlertTriangle from "@tabler/icons-react/icons/IconAlertTriangle";
import IconCheck from "@tabler/icons-react/icons/IconCheck";
import IconMinus from "@tabler/icons-react/icons/IconMinus";
import IconQuestionMark from "@tabler/icons-react/icons/IconQuestionMark";
import IconX from "@tabler/icons-react/icons/IconX";
import type { ReactNode } from "react";
import { sentenceOf } from "../details/sentenceOf";
import { useDocumentTexts } from "./texts";

const looks = {
  pass: { color: "teal", Icon: IconCheck },
  warning: { color: "yellow", Icon: IconAlertTriangle },
  fail: { color: "red", Icon: IconX },
  unchecked: { color: "gray", Icon: IconQuestionMark },
  notApplicable: { color: "gray", Icon: IconMinus },
} as const;

interface DocumentDetailsProps {
  verdict: Pick<DocumentVerdict, "checks" | "document" | "warnings">;
  order?: 2 | 3;
}

/** Who issued a document, what was checked, and what it says. */
export function DocumentDetails({ verdict, order = 2 }: DocumentDetailsProps) {
  const texts = useDocumentTexts();
  const { document, checks, warnings } = verdict;
  return (
    <>
      <IssuerCard document={document} order={order} />
      <Part title={texts.checks} order={order}>
        <Stack component="ul" gap="md" p={0} m={0} style={{ listStyle: "none" }} aria-label={texts.checks}>
          {checks.map((check) => (
            <CheckLine key={check.name} check={check} />
          ))}
        </Stack>
      </Part>
      {warnings && warnings.length > 0 && (
        <Part title={texts.warnings} order={order}>
          <ul style={{ margin: 0, paddingInlineStart: "1.2rem" }}>
            {warnings.map(({ code, message }) => {
              const text = texts.warningTexts[code as keyof typeof texts.warningTexts];
              return (
                <li key={code} lang={text ? undefined : "en"}>
                  {text ?? message}
                </li>
              );
            })}
          </ul>
        </Part>
      )}
      <ContentCard document={document} order={order} />
    </>
  );
}

function Part({ title, order, children }: { title: string; order: 2 | 3; children: ReactNode }) {
  // Within a presentation the credential is the landmark, not each part of it.
  const landmark = order === 2 && ({ component: "section", "aria-label": title } as const);
  return (
    <Card {...landmark}>
      <Title order={order} size="h4" mb="md">
        {title}
      </Title>
      {children}
    </Card>
  );
}

function CheckLine({ check }: { check: DocumentCheck }) {
  const texts = useDocumentTexts();
  const { language } = useLanguage();
  const { name, status, detail } = check;
  const sentence = sentenceOf(check, language);
  const { color, Icon } = looks[status] ?? looks.unchecked;
  return (
    <Group component="li" gap="sm" wrap="nowrap" align="flex-start">
      <ThemeIcon variant="light" color={color} radius="xl" size={30} role="img" aria-label={texts.statuses[status]}>
        <Icon size={17} aria-hidden />
      </ThemeIcon>
      <div style={{ flex: 1, minWidth: 0 }}>
        <Text fw={600} size="sm">
          {texts.names[name as keyof typeof texts.names] ?? name}
        </Text>
        <Text size="sm" className="kc-break" lang={sentence ? undefined : "en"}>
          <Name>{sentence ?? detail}</Name>
        </Text>
      </div>
    </Group>
  );
}

type CardProps = Pick<DocumentVerdict, "document"> & { order: 2 | 3 };

function IssuerCard({ document: { issuer }, order }: CardProps) {
  const texts = useDocumentTexts().issuer;
  if (!issuer) return null;
  return (
    <Part title={texts.heading} order={order}>
      <Text fw={650} size="lg" className="kc-break" c={issuer.standing === "untrusted" ? "dimmed" : undefined}>
        {issuer.name === null ? texts.unnamed : <Name>{issuer.name}</Name>}
      </Text>
      <Text size="sm">{texts[issuer.standing]}</Text>
      <Text size="xs" c="dimmed" className="kc-break">
        {texts.id}:{" "}
        <Text span inherit ff="monospace" dir="ltr">
          {issuer.id}
        </Text>
      </Text>
    </Part>
  );
}

function ContentCard({ document: { types, validFrom, validUntil, content }, order }: CardProps) {
  const texts = useDocumentTexts();
  const { language } = useLanguage();
  if (!content) return null;
  const day = (moment: string | null) => moment && formatDay(dayOf(moment), language);
  const facts: [string, ReactNode][] = [
    [texts.types, <Name key="types">{types.filter((type) => type !== "VerifiableCredential").join(", ")}</Name>],
    [texts.validFrom, day(validFrom)],
    [texts.validUntil, day(validUntil)],
    [
      texts.subject,
      <Text key="subject" component="pre" size="sm" m={0} ff="monospace" style={{ whiteSpace: "pre-wrap" }} dir="ltr">
        <JsonText value={(content as Record<string, unknown>).credentialSubject} />
      </Text>,
    ],
  ];
  return (
    <Part title={texts.content} order={order}>
      <dl style={{ margin: 0 }}>
        {facts
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name} style={{ marginBottom: "0.5rem" }}>
              <Text component="dt" size="xs" c="dimmed">
                {name}
              </Text>
              <Text component="dd" m={0} className="kc-break">
                {value}
              </Text>
            </div>
          ))}
      </dl>
    </Part>
  );
}
