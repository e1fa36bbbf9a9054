import {
  ApiError,
  type Batch,
  dayOf,
  EmptyState,
  ErrorAlert,
  formatDay,
  isolated,
  Name,
  RelativeTime,
  useLanguage,
  useSharedTexts,
} from "@kubecredential/shared";
import { Alert, Button, Card, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import IconAlertTriangle from "@tabler/icons-react/icons/IconAlertTriangle";
import IconFileUnknown from "@tabler/icons-react/icons/IconFileUnknown";
import IconUpload from "@tabler/icons-react/icons/IconUpload";
import { Link, useParams } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useSentenceText } from "../faults/useFaultText";
import { InviteBatchCard } from "../invitations/InviteBatchCard";
import { useMayUse } from "../session/useSession";
import { useTexts } from "../texts";
import { hasBegun } from "./actions";
import { BackToBatches } from "./BackToBatches";
import classes from "./BatchPage.module.css";
import { StateBadge } from "./BatchState";
import { CheckCard } from "./CheckCard";
import { ConfirmCard } from "./ConfirmCard";
import { MappingCard } from "./MappingCard";
import { ResultCard } from "./ResultCard";
import { RowsCard } from "./RowsCard";
import { RunCard } from "./RunCard";
import { useBatchTexts } from "./texts";
import { type FollowedBatch, useBatch } from "./useBatches";
import { useSize } from "./useNumber";

/** A batch from the check of its rows to its results. */
export function BatchPage() {
  const all = useTexts();
  const texts = useBatchTexts();
  const { id } = useParams({ from: "/batches/$id" });
  const followed = useBatch(id);
  const { batch, error } = followed;
  const isUnknown = error instanceof ApiError && [400, 404].includes(error.status);
  return (
    <>
      <title>{all.pageTitle(batch?.file.name ? isolated(batch.file.name) : texts.title)}</title>
      <BackToBatches />
      {batch && !isUnknown ? (
        <Steps key={id} batch={batch} followed={followed} />
      ) : isUnknown ? (
        <Card>
          <EmptyState
            order={1}
            icon={IconFileUnknown}
            title={texts.batch.unknownTitle}
            text={texts.batch.unknown}
            action={
              <Button variant="default" renderRoot={(props) => <Link to="/batches" {...props} />}>
                {texts.form.back}
              </Button>
            }
          />
        </Card>
      ) : error ? (
        <ErrorAlert error={error} onRetry={followed.refetch} retrying={followed.isFetching} />
      ) : (
        <Stack role="status" aria-label={texts.batch.loading}>
          <Skeleton h={160} radius="lg" />
          <Skeleton h={320} radius="lg" />
        </Stack>
      )}
    </>
  );
}

function Steps({ batch, followed }: { batch: Batch; followed: FollowedBatch }) {
  const texts = useBatchTexts();
  const mayIssue = useMayUse("issue");
  const [isChanged, setIsChanged] = useState(false);
  const { state } = batch;
  const isBefore = state === "validating" || state === "ready";
  const begun = hasBegun(state, batch.confirmedAt);
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-start" gap="sm">
        <div style={{ flex: "1 1 18rem", minWidth: 0 }}>
          <Title order={1} size="h2" className="kc-break">
            {batch.file.name ? <Name>{batch.file.name}</Name> : texts.unnamed}
          </Title>
          <Text c="dimmed" component="div">
            {texts.actions[batch.action]} · <RelativeTime at={batch.createdAt} /> ·{" "}
            <Name>{texts.by(batch.createdBy)}</Name>
          </Text>
        </div>
        {/* Tells screen readers when the state changes, and not how the numbers grow. */}
        <div role="status">
          <StateBadge state={state} />
        </div>
      </Group>
      <StepList batch={batch} />
      {followed.error && (
        <ErrorAlert error={followed.error} onRetry={followed.refetch} retrying={followed.isFetching} />
      )}
      {state === "validating" && <CheckCard batch={batch} progress={followed.progress} mayChange={mayIssue} />}
      {state === "ready" && <ConfirmCard batch={batch} isChanged={isChanged} mayChange={mayIssue} />}
      {state === "refused" && <Refused batch={batch} mayUpload={mayIssue} />}
      {(state === "running" || state === "paused") && (
        <RunCard batch={batch} progress={followed.progress} mayChange={mayIssue} />
      )}
      {(state === "done" || state === "cancelled") && <ResultCard batch={batch} progress={followed.progress} />}
      {(state === "done" || state === "cancelled") &&
        (batch.action === "issue" || batch.action === "renew") &&
        batch.counts.done > 0 && <InviteBatchCard batchId={batch.id} issued={batch.counts.done} mayInvite={mayIssue} />}
      <FileCard batch={batch} />
      {isBefore && batch.columns.length > 0 && (
        <MappingCard batch={batch} mayChange={mayIssue} onChanged={setIsChanged} />
      )}
      {(state === "ready" || begun) && batch.counts.rows > 0 && <RowsCard batch={batch} hasBegun={begun} />}
    </Stack>
  );
}

function StepList({ batch: { state, confirmedAt } }: { batch: Batch }) {
  const texts = useBatchTexts().batch;
  const steps = ["file", "check", "run", "results"] as const;
  const current =
    state === "refused"
      ? 0
      : state === "validating" || state === "ready"
        ? 1
        : state === "running" || state === "paused"
          ? 2
          : confirmedAt === null
            ? 1
            : 3;
  return (
    <ol className={classes.steps} aria-label={texts.stepsLabel}>
      {steps.map((step, place) => (
        <li
          key={step}
          data-done={place < current || undefined}
          aria-current={place === current ? ("step" as const) : undefined}
        >
          {texts.steps[step]}
        </li>
      ))}
    </ol>
  );
}

function FileCard({ batch }: { batch: Batch }) {
  const texts = useBatchTexts().batch;
  const reasons = useSharedTexts().status.reasons;
  const { language } = useLanguage();
  const size = useSize();
  const { file, type, issuer, reason } = batch;
  return (
    <Card component="section" aria-labelledby="file-heading">
      <Stack gap="sm">
        <Title order={2} size="h4" id="file-heading">
          {texts.file}
        </Title>
        <dl className={classes.facts}>
          <Fact name={texts.format}>
            {texts.formats[file.format] ?? file.format}, {size(file.bytes)}
          </Fact>
          {file.encoding && <Fact name={texts.encoding}>{texts.encodings[file.encoding] ?? file.encoding}</Fact>}
          {file.delimiter && <Fact name={texts.delimiter}>{texts.delimiters[file.delimiter] ?? file.delimiter}</Fact>}
          {type && (
            <Fact name={texts.type}>
              <Name>{type}</Name>
            </Fact>
          )}
          {issuer && (
            <Fact name={texts.issuer}>
              <Name>{issuer}</Name>
            </Fact>
          )}
          {reason && <Fact name={texts.reason}>{reasons[reason as keyof typeof reasons] ?? reason}</Fact>}
          {batch.allOrNothing && <Fact name={texts.condition}>{texts.rule}</Fact>}
          <Fact name={texts.kept}>{formatDay(dayOf(batch.keptUntil), language)}</Fact>
        </dl>
        {file.encoding === "windows-1252" && batch.confirmedAt === null && (
          <Alert
            role="note"
            color="orange"
            title={texts.windowsTitle}
            icon={<IconAlertTriangle size={20} aria-hidden />}
          >
            {texts.windows}
          </Alert>
        )}
      </Stack>
    </Card>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Refused({ batch, mayUpload }: { batch: Batch; mayUpload: boolean }) {
  const texts = useBatchTexts().batch;
  const say = useSentenceText();
  return (
    <Alert role="alert" color="red" title={texts.refusedTitle} icon={<IconAlertTriangle size={20} aria-hidden />}>
      <Stack gap="sm" align="flex-start">
        <div>
          {batch.problem && <Name>{say(batch.problem, batch.problemCode)}</Name>} {texts.refusedNext}
        </div>
        {mayUpload && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconUpload size={15} aria-hidden />}
            renderRoot={(props) => <Link to="/batches/new" {...props} />}
          >
            {texts.again}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
