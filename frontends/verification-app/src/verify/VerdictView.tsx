import {
  CredentialCard,
  formatDay,
  formatInstant,
  Name,
  NameInText,
  RelativeTime,
  useLanguage,
} from "@kubecredential/shared";
import { Card, Code, Group, Text, ThemeIcon, Title } from "@mantine/core";
import { useTexts } from "../texts";
import { CheckList } from "./CheckList";
import { checksOf } from "./checks";
import { verdictLooks } from "./looks";
import { hasIdForm } from "./parseInput";
import type { Verdict } from "./useVerdict";
import classes from "./VerdictPage.module.css";

interface VerdictSentenceProps {
  id: string;
  verdict: Verdict;
  /** Whether a whole credential was verified, not only an ID. */
  isWhole: boolean;
}

export function VerdictSentence({ id, verdict, isWhole }: VerdictSentenceProps) {
  const texts = useTexts().verdict;
  const { language } = useLanguage();
  const { color, Icon } = verdictLooks[verdict.kind];
  const day = verdict.credential?.expiryDate;
  const explanation = {
    valid: isWhole ? texts.validWholeText : texts.validText,
    expired: day ? texts.expiredText(formatDay(day, language)) : "",
    differs: texts.differsText,
    invalid: <Name>{verdict.message}</Name>,
    rejected: <Name>{verdict.message}</Name>,
    unknown: hasIdForm(id) ? texts.unknownText : texts.malformedText,
  }[verdict.kind];
  return (
    <Card className={classes.sentence} style={{ "--verdict": `var(--mantine-color-${color}-light)` }}>
      <Group gap="md" align="flex-start" wrap="nowrap">
        <ThemeIcon size={44} radius="xl" color={color}>
          <Icon size={26} aria-hidden />
        </ThemeIcon>
        <div>
          <Title order={1} size="h2">
            {texts[verdict.kind]}
          </Title>
          <Text mt={4}>{explanation}</Text>
          {!verdict.credential && (
            <Text size="sm" mt="xs" className="kc-break">
              {texts.id}:{" "}
              <Code>
                <Name>{id}</Name>
              </Code>
            </Text>
          )}
        </div>
      </Group>
    </Card>
  );
}

/** The checks behind the verdict, and the credential as issued. */
export function VerdictDetails({ verdict }: { verdict: Verdict }) {
  const texts = useTexts();
  const { language } = useLanguage();
  return (
    <>
      {verdict.checks.length > 0 && (
        <Card component="section" aria-labelledby="checks-heading">
          <Title order={2} size="h4" id="checks-heading" mb="md">
            {texts.checks.heading}
          </Title>
          <CheckList checks={checksOf(verdict, texts.checks, language)} />
          <Text size="xs" c="dimmed" mt="md" className="kc-break" component="div">
            {texts.verdict.checkedAt} <RelativeTime at={verdict.checkedAt} /> (
            {formatInstant(verdict.checkedAt, language)}){" "}
            {verdict.workerId && <NameInText text={texts.verdict.by} name={verdict.workerId} />}
          </Text>
        </Card>
      )}
      {verdict.credential && (
        <>
          {verdict.kind === "differs" && (
            <Text size="sm" fw={600}>
              {texts.verdict.asIssued}
            </Text>
          )}
          <CredentialCard credential={verdict.credential} muted={verdict.kind !== "valid"} />
        </>
      )}
    </>
  );
}
