import { ErrorAlert, localeOf, Name, type Rebuild, RelativeTime, useLanguage } from "@kubecredential/shared";
import { Badge, Button, Card, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import IconRefreshDot from "@tabler/icons-react/icons/IconRefreshDot";
import { useState } from "react";
import { ConfirmDialog } from "../operations/ConfirmDialog";
import { useServiceTexts } from "./texts";
import { isUnderWay, useRebuild, useStartRebuild } from "./useRebuild";

const colors: Record<Rebuild["state"], string> = { requested: "blue", running: "blue", done: "teal", failed: "red" };

/** Rebuilds the verifier's read model from the issuer's event store, and shows what came of the last time. */
export function RebuildCard() {
  const texts = useServiceTexts().rebuild;
  const { language } = useLanguage();
  const { data, error, isPending, isFetching, refetch } = useRebuild();
  const order = useStartRebuild();
  const [isAsked, setIsAsked] = useState(false);
  return (
    <Card component="section" aria-labelledby="rebuild-heading">
      <Group justify="space-between" align="flex-start" gap="sm" mb="sm">
        <div style={{ flex: "1 1 16rem" }}>
          <Title order={2} size="h4" id="rebuild-heading">
            {texts.heading}
          </Title>
          <Text size="sm" c="dimmed" maw="70ch">
            {texts.intro}
          </Text>
        </div>
        <Button
          variant="default"
          leftSection={<IconRefreshDot size={16} aria-hidden />}
          disabled={isUnderWay(data)}
          onClick={() => setIsAsked(true)}
        >
          {texts.start}
        </Button>
      </Group>
      {error && <ErrorAlert error={error} onRetry={() => refetch()} retrying={isFetching} />}
      <Group gap="xs" mb={data ? 4 : 0}>
        {/* Always rendered: screen readers announce only what is added to an existing live region. */}
        <div role="status">
          {data && (
            <Badge variant="light" color={colors[data.state]}>
              {texts.states[data.state]}
            </Badge>
          )}
        </div>
        {data && (
          <Text size="sm" component="span">
            {texts.read((data.eventsRead ?? 0).toLocaleString(localeOf(language)))}
          </Text>
        )}
      </Group>
      {isPending ? (
        <Skeleton h={64} role="status" aria-label={texts.loading} />
      ) : data ? (
        <Outcome of={data} />
      ) : (
        data === null && <Text size="sm">{texts.none}</Text>
      )}
      <ConfirmDialog
        opened={isAsked}
        onClose={() => setIsAsked(false)}
        title={texts.startTitle}
        text={texts.startText}
        action={texts.start}
        order={order}
        onConfirm={(_, close) => order.mutate(undefined, { onSuccess: close })}
      />
    </Card>
  );
}

function Outcome({ of: rebuild }: { of: Rebuild }) {
  const texts = useServiceTexts().rebuild;
  const { language } = useLanguage();
  const { state, startedAt, finishedAt, hashesAgreed, missing, unknown, different, error } = rebuild;
  const number = (value: number | null) => (value ?? 0).toLocaleString(localeOf(language));
  return (
    <Stack gap={4}>
      {hashesAgreed !== null && (
        <Text size="sm">
          {hashesAgreed ? texts.agreed : texts.differed(number(missing), number(unknown), number(different))}
        </Text>
      )}
      {state === "failed" && (
        <Text size="sm" className="kc-break">
          {error && <Name>{error}</Name>} {texts.failed}
        </Text>
      )}
      <Text size="sm" c="dimmed" component="div" className="kc-break">
        {texts.started} <RelativeTime at={startedAt} />
        {finishedAt && (
          <>
            {" · "}
            {texts.finished} <RelativeTime at={finishedAt} />
          </>
        )}
        {" · "}
        {texts.by} <Name>{rebuild.workerId}</Name>
      </Text>
    </Stack>
  );
}
