import {
  dayOf,
  formatDay,
  isolated,
  isSupersededLater,
  Name,
  useLanguage,
  useSharedTexts,
} from "@kubecredential/shared";
import { Button, Code, Group, Skeleton, Text } from "@mantine/core";
import IconArrowForwardUp from "@tabler/icons-react/icons/IconArrowForwardUp";
import IconClockCheck from "@tabler/icons-react/icons/IconClockCheck";
import IconClockExclamation from "@tabler/icons-react/icons/IconClockExclamation";
import { Link } from "@tanstack/react-router";
import { Fragment, type ReactNode } from "react";
import { useTexts } from "../texts";
import { CertificateView } from "./CertificateView";
import { ChecksCard } from "./ChecksCard";
import { boundIn, freshness, isUncertain, namesMayBeSaid, reasonIn, shownKind, successorOf } from "./checks";
import { IssuerCard } from "./IssuerCard";
import { verdictLooks } from "./looks";
import { hasIdForm } from "./parseInput";
import { titleOf } from "./titleOf";
import type { Verdict } from "./useVerdict";
import { VerdictSheet } from "./VerdictSheet";
import classes from "./VerdictView.module.css";

interface VerdictViewProps {
  id: string;
  /** Left out while it is being made. */
  verdict: Verdict | undefined;
  /** Whether a whole credential was verified, not only an ID. */
  isWhole: boolean;
  /** The public link to this verdict, where there is one. */
  link?: string;
  /** Said while there is no verdict; nothing is shown if left out. */
  checking?: string;
  /** Between the certificate and what is behind the verdict. */
  children?: ReactNode;
}

/**
 * The verdict as a sentence, the certificate below it, and the checks: folded away if all is well, and before the certificate
 * if not.
 */
export function VerdictView({ id, verdict, isWhole, link, checking, children }: VerdictViewProps) {
  const texts = useTexts().verdict;
  const isFine = verdict?.kind === "valid";
  return (
    <>
      <div className={classes.sheet} data-empty={!verdict && !checking}>
        {/* Always rendered: screen readers announce only what is added to an existing live region. */}
        <div role="status">
          {verdict ? (
            <Sentence id={id} verdict={verdict} isWhole={isWhole} />
          ) : (
            checking && (
              <>
                <span className="kc-visually-hidden">{checking}</span>
                <Skeleton h={420} radius={0} />
              </>
            )
          )}
        </div>
        {verdict && !isFine && <ChecksCard verdict={verdict} className={classes.part} />}
        {verdict?.kind === "different" && verdict.credential && (
          <Text size="sm" fw={600} className={classes.note}>
            {texts.asIssued}
          </Text>
        )}
        {verdict?.credential && (
          <CertificateView
            verdict={verdict}
            credential={verdict.credential}
            link={link}
            className={classes.certificate}
          />
        )}
      </div>
      {children}
      {isFine && <ChecksCard verdict={verdict} />}
      {verdict && <IssuerCard verdict={verdict} />}
    </>
  );
}

/** Holder, what was awarded, issuer; undefined where the verdict may not borrow their names. */
function namesIn({ kind, credential, certificate }: Verdict, language: string): string[] | undefined {
  if (!credential || !namesMayBeSaid(kind)) return undefined;
  return [credential.holderName, titleOf(credential, certificate, language), credential.issuerName];
}

/** The verdict as a plain text, e.g. for the page's title. */
export function useSentence(verdict: Verdict | undefined): string | undefined {
  const texts = useTexts().verdict;
  const { comma } = useSharedTexts().credential;
  const { language } = useLanguage();
  if (!verdict) return undefined;
  const names = namesIn(verdict, language);
  if (!names) return isUncertain(verdict) ? texts.notCertain : texts[verdict.kind];
  return `${texts.short[verdict.kind]}: ${names.map(isolated).join(comma)}`;
}

type SentenceProps = Pick<VerdictViewProps, "id" | "isWhole"> & { verdict: Verdict };

function Sentence({ id, verdict, isWhole }: SentenceProps) {
  const texts = useTexts().verdict;
  const { comma } = useSharedTexts().credential;
  const words = useSharedTexts().status;
  const { language } = useLanguage();
  const { color, Icon } = verdictLooks[shownKind(verdict)];
  const successor = successorOf(verdict);
  const hasReason = verdict.kind === "suspended" || verdict.kind === "revoked" || verdict.kind === "erased";
  const reason = hasReason ? reasonIn(verdict.status, words) : "";
  const names = namesIn(verdict, language);
  return (
    <VerdictSheet
      color={color}
      Icon={Icon}
      heading={
        names ? (
          <>
            {texts.short[verdict.kind]}
            {": "}
            {names.map((name, at) => (
              // The names may be equal, and never change places.
              // biome-ignore lint/suspicious/noArrayIndexKey: see above
              <Fragment key={at}>
                {at > 0 && comma}
                <Name>{name}</Name>
              </Fragment>
            ))}
          </>
        ) : isUncertain(verdict) ? (
          texts.notCertain
        ) : (
          texts[verdict.kind]
        )
      }
    >
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
      {!verdict.credential && id && (
        <Text size="sm" mt="xs" className="kc-break">
          {texts.id}:{" "}
          <Code className={classes.id}>
            <Name>{id}</Name>
          </Code>
        </Text>
      )}
      <AsOf verdict={verdict} />
    </VerdictSheet>
  );
}

/** The sentence below the verdict: what it means and since when. Without the days, the verifier's own sentence. */
function Explanation({ id, verdict, isWhole }: SentenceProps) {
  const { verdict: texts, checks } = useTexts();
  const { language } = useLanguage();
  const { kind, credential, status } = verdict;
  const own = <Name>{verdict.message}</Name>;
  const said = (text: string) => `${text} ${boundIn(verdict, { texts: checks, language })}`.trim();
  const changed = status ? formatDay(dayOf(status.since), language) : undefined;
  switch (kind) {
    case "valid": {
      const text = isWhole ? texts.validWholeText : texts.validText;
      const isLater = status && changed && isSupersededLater(status, new Date(verdict.checkedAt));
      return isLater ? `${text} ${texts.renewedText(changed)}` : text;
    }
    case "expired":
      return credential?.expiryDate ? said(texts.expiredText(formatDay(credential.expiryDate, language))) : own;
    case "notYetValid":
      return credential?.validFrom ? said(texts.notYetValidText(formatDay(credential.validFrom, language))) : own;
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
