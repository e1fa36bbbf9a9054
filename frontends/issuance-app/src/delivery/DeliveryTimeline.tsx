import {
  type AnyCredential,
  formatInstant,
  type History,
  Name,
  NameInText,
  RelativeTime,
  statusLooks,
  TraceId,
  useLanguage,
} from "@kubecredential/shared";
import { Alert, Card, Stack, Text, Timeline, Title } from "@mantine/core";
import IconAlertTriangle from "@tabler/icons-react/icons/IconAlertTriangle";
import IconCheck from "@tabler/icons-react/icons/IconCheck";
import IconClock from "@tabler/icons-react/icons/IconClock";
import IconDatabase from "@tabler/icons-react/icons/IconDatabase";
import IconFileCheck from "@tabler/icons-react/icons/IconFileCheck";
import IconInbox from "@tabler/icons-react/icons/IconInbox";
import IconPlayerPlay from "@tabler/icons-react/icons/IconPlayerPlay";
import IconPoint from "@tabler/icons-react/icons/IconPoint";
import IconRefresh from "@tabler/icons-react/icons/IconRefresh";
import IconSend from "@tabler/icons-react/icons/IconSend";
import IconShieldCheck from "@tabler/icons-react/icons/IconShieldCheck";
import IconTrash from "@tabler/icons-react/icons/IconTrash";
import type { ComponentType } from "react";
import { useMayUse } from "../session/useSession";
import { type Texts, useTexts } from "../texts";
import { LiveDelivery } from "./LiveDelivery";
import { type Step, type StepKind, stepsOf } from "./steps";
import { isSettled, useDelivery } from "./useDelivery";
import { useHistory } from "./useHistory";

type Icon = ComponentType<{ size?: number; "aria-hidden"?: boolean }>;

const looks: Record<StepKind, { Icon: Icon; color?: string }> = {
  issued: { Icon: IconFileCheck },
  queued: { Icon: IconInbox },
  retried: { Icon: IconRefresh, color: "yellow" },
  nextAttempt: { Icon: IconClock },
  sent: { Icon: IconSend },
  dead: { Icon: IconAlertTriangle, color: "red" },
  reprocessed: { Icon: IconRefresh },
  discarded: { Icon: IconTrash, color: "gray" },
  republished: { Icon: IconSend },
  applied: { Icon: IconDatabase },
  confirmed: { Icon: IconCheck, color: "teal" },
  known: { Icon: IconCheck, color: "teal" },
  suspended: statusLooks.suspended,
  reinstated: { Icon: IconPlayerPlay, color: "teal" },
  revoked: statusLooks.revoked,
  superseded: statusLooks.superseded,
  erased: statusLooks.erased,
  other: { Icon: IconPoint },
};

/** The credential's life, its delivery to the verifier and its verifications, step by step. */
export function DeliveryTimeline({ credential }: { credential: AnyCredential }) {
  const {
    delivery: { timeline: texts },
    audit: { actions },
  } = useTexts();
  const { data: delivery } = useDelivery(credential.id);
  const { data: history, error } = useHistory(credential.id, isSettled(delivery));
  const steps = stepsOf(credential, delivery, history);
  const reached = steps.filter((step) => step.at !== null && step.kind !== "nextAttempt").length;
  const verifications = history?.verifications;
  const isVerified = (verifications?.total ?? 0) > 0;
  const traceId = history?.items.find((item) => item.traceId)?.traceId;
  return (
    <Card component="section" aria-labelledby="delivery-heading">
      <Stack>
        <Title order={2} size="h4" id="delivery-heading">
          {texts.heading}
        </Title>
        <LiveDelivery credentialId={credential.id} version={credential.version} />
        {traceId && <TraceId traceId={traceId} />}
        <Timeline active={isVerified ? reached : reached - 1} bulletSize={26} lineWidth={2} mt="xs">
          {steps.map((step) => {
            const { Icon, color } = looks[step.kind];
            return (
              <Timeline.Item
                key={step.key}
                title={titleOf(step, texts, actions)}
                color={color}
                bullet={<Icon size={14} aria-hidden />}
              >
                <StepDetails step={step} shownTrace={traceId} />
              </Timeline.Item>
            );
          })}
          {verifications && isVerified && (
            <Timeline.Item
              title={texts.verified(verifications.total, verifications.isExact)}
              color="teal"
              bullet={<IconShieldCheck size={14} aria-hidden />}
            >
              <Text size="sm" c="dimmed" component="div">
                {verdictsIn(verifications, texts.verdicts)}
                {verifications.lastAt && (
                  <div>
                    {texts.lastVerified} <RelativeTime at={verifications.lastAt} />
                  </div>
                )}
              </Text>
            </Timeline.Item>
          )}
        </Timeline>
        {history?.truncated && (
          <Text size="xs" c="dimmed">
            {texts.truncated}
          </Text>
        )}
        {history && !history.verifierAnswered && (
          <Alert role="note" color="yellow" p="xs">
            {texts.verifierAway}
          </Alert>
        )}
        {error && !history && (
          <Text size="xs" c="dimmed" role="status">
            {texts.historyAway}
          </Text>
        )}
      </Stack>
    </Card>
  );
}

/** How often which result was given; those that never were are left out, except for the valid ones. */
function verdictsIn(
  counts: NonNullable<History["verifications"]>,
  words: Texts["delivery"]["timeline"]["verdicts"],
): string {
  const results = Object.keys(words) as (keyof typeof words)[];
  return results
    .filter((result) => result === "valid" || (counts[result] ?? 0) > 0)
    .map((result) => words[result](counts[result] ?? 0))
    .join(", ");
}

function titleOf(step: Step, texts: Texts["delivery"]["timeline"], actions: Record<string, string>): string {
  if (step.kind === "other") return actions[step.action ?? ""] ?? step.action ?? "";
  if (step.kind === "retried" || step.kind === "nextAttempt") return texts[step.kind](step.attempt ?? 1);
  return texts[step.kind];
}

function StepDetails({ step, shownTrace }: { step: Step; shownTrace?: string | null }) {
  const {
    delivery: texts,
    audit: { actors },
  } = useTexts();
  const { language } = useLanguage();
  const mayOperate = useMayUse("operations");
  const actor = step.actor && ((actors as Record<string, string>)[step.actor] ?? step.actor);
  return (
    <Text size="sm" c="dimmed" component="div">
      {actor && (
        <Text size="sm" className="kc-break" c="var(--mantine-color-text)">
          <NameInText text={texts.timeline.by} name={actor} />
        </Text>
      )}
      {step.at === null && texts.notYet}
      {step.at && (
        <>
          <RelativeTime at={step.at} />
          <Text size="xs" span display="block">
            {formatInstant(step.at, language)}
            {mayOperate && step.workerId && (
              <>
                {" · "}
                <Name>{step.workerId}</Name>
              </>
            )}
          </Text>
        </>
      )}
      {step.detail && (
        <Text size="xs" className="kc-break" c="var(--mantine-color-text)">
          <Name>{step.detail}</Name>
        </Text>
      )}
      {step.traceId && step.traceId !== shownTrace && <TraceId traceId={step.traceId} />}
    </Text>
  );
}
