import {
  CredentialCard,
  dayOf,
  formatDay,
  formatInstant,
  isSupersededLater,
  Name,
  NameInText,
  RelativeTime,
  useLanguage,
  useSharedTexts,
} from "@kubecredential/shared";
import { Button, Card, Code, Group, Text, ThemeIcon, Title } from "@mantine/core";
import IconArrowForwardUp from "@tabler/icons-react/icons/IconArrowForwardUp";
import IconClockCheck from "@tabler/icons-react/icons/IconClockCheck";
import IconClockExclamation from "@tabler/icons-react/icons/IconClockExclamation";
import { Link } from "@tanstack/react-router";
import { useTexts } from "../texts";
import { CheckList } from "./CheckList";
import { checksOf, freshness, isUncertain, reasonIn, successorOf } from "./checks";
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
  const words = useSharedTexts().status;
  const { color, Icon } = verdictLooks[verdict.kind];
  const successor = successorOf(verdict);
  const hasReason = verdict.kind === "suspended" || verdict.kind === "revoked" || verdict.kind === "erased";
  const reason = hasReason ? reasonIn(verdict.status, words) : "";
  return (
    <Card className={classes.sentence} style={{ "--verdict": `var(--mantine-color-${color}-light)` }}>
      <Group gap="md" align="flex-start" wrap="nowrap">
        <ThemeIcon size={44} radius="xl" color={color}>
          <Icon size={26} aria-hidden />
        </ThemeIcon>
        <div style={{ minWidth: 0 }}>
          <Title order={1} size="h2">
            {isUncertain(verdict) ? texts.notCertain : texts[verdict.kind]}
          </Title>
          <Text mt={4}>
            <Explanation id={id} verdict={verdict} isWhole={isWhole} />
          </Text>
          {reason && (
            <Text mt={4} fw={600}>
              {reason}
            </Text>
          )}
          {successor && (verdict.kind === "superseded" || verdict.kind === "valid") && (
            <Button
              mt="sm"
              className="kc-no-print"
              variant="default"
              // Longer than a phone is wide, in some languages.
              maw="100%"
              h="auto"
              mih={36}
              py={6}
              styles={{ label: { whiteSpace: "normal", lineHeight: 1.4 } }}
              leftSection={<IconArrowForwardUp size={16} aria-hidden />}
              renderRoot={(props) => <Link to="/v/$id" params={{ id: successor }} {...props} />}
            >
              {verdict.kind === "valid" ? texts.openSuccessor : texts.openCurrent}
            </Button>
          )}
          {!verdict.credential && (
            <Text size="sm" mt="xs" className="kc-break">
              {texts.id}:{" "}
              <Code>
                <Name>{id}</Name>
              </Code>
            </Text>
          )}
          <AsOf verdict={verdict} />
        </div>
      </Group>
    </Card>
  );
}

/** The sentence below the verdict: what it means and since when. Without the days, the verifier's own sentence. */
function Explanation({ id, verdict, isWhole }: VerdictSentenceProps) {
  const { verdict: texts, checks } = useTexts();
  const { language } = useLanguage();
  const { kind, credential, status } = verdict;
  const own = <Name>{verdict.message}</Name>;
  const changed = status ? formatDay(dayOf(status.since), language) : undefined;
  switch (kind) {
    case "valid": {
      const text = isWhole ? texts.validWholeText : texts.validText;
      const isLater = status && changed && isSupersededLater(status, new Date(verdict.checkedAt));
      return isLater ? `${text} ${texts.renewedText(changed)}` : text;
    }
    case "expired":
      return credential?.expiryDate ? texts.expiredText(formatDay(credential.expiryDate, language)) : own;
    case "notYetValid":
      return credential?.validFrom ? texts.notYetValidText(formatDay(credential.validFrom, language)) : own;
    case "suspended":
    case "revoked":
    case "superseded":
    case "erased":
      return changed ? texts[`${kind}Text`](changed) : own;
    case "stale":
      return `${freshness(verdict, checks, language)} ${texts.staleText}`;
    case "different":
      return texts.differentText;
    case "notAuthentic":
      return isUncertain(verdict) ? texts.notCertainText : texts.notAuthenticText;
    case "unknown":
      return hasIdForm(id) ? texts.unknownText : texts.malformedText;
    case "invalid":
    case "rejected":
      return own;
  }
}

/** How old the verifier's knowledge is. Verdicts of earlier versions do not say. */
function AsOf({ verdict }: { verdict: Verdict }) {
  const texts = useTexts().checks;
  const { language } = useLanguage();
  const fresh = verdict.checks.find(({ name }) => name === "fresh");
  if (verdict.kind === "stale" || verdict.kind === "notAuthentic" || (verdict.asOf === null && !fresh)) return null;
  const isOld = verdict.asOf === null || fresh?.status === "warning" || fresh?.status === "fail";
  const Icon = isOld ? IconClockExclamation : IconClockCheck;
  return (
    <Group gap={6} mt="xs" wrap="nowrap" align="flex-start">
      <Icon size={16} aria-hidden style={{ flexShrink: 0, marginTop: 2 }} />
      <Text size="sm" fw={isOld ? 600 : undefined}>
        {freshness(verdict, texts, language)}
      </Text>
    </Group>
  );
}

/** The checks behind the verdict, and the credential as issued. */
export function VerdictDetails({ verdict }: { verdict: Verdict }) {
  const texts = useTexts();
  const words = useSharedTexts().status;
  const { language } = useLanguage();
  return (
    <>
      {verdict.checks.length > 0 && (
        <Card component="section" aria-labelledby="checks-heading">
          <Title order={2} size="h4" id="checks-heading" mb="md">
            {texts.checks.heading}
          </Title>
          <CheckList checks={checksOf(verdict, { texts: texts.checks, reasons: words, language })} />
          <Text size="xs" c="dimmed" mt="md" className="kc-break" component="div">
            {texts.verdict.checkedAt} <RelativeTime at={verdict.checkedAt} /> (
            {formatInstant(verdict.checkedAt, language)}){" "}
            {verdict.workerId && <NameInText text={texts.verdict.by} name={verdict.workerId} />}
          </Text>
        </Card>
      )}
      {verdict.credential && (
        <>
          {verdict.kind === "different" && (
            <Text size="sm" fw={600}>
              {texts.verdict.asIssued}
            </Text>
          )}
          <CredentialCard credential={verdict.credential} status={verdict.status} muted={verdict.kind !== "valid"} />
        </>
      )}
    </>
  );
}
