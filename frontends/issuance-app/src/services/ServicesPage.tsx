import { ErrorAlert, formatDuration, formatInstant, localeOf, Name, useLanguage } from "@kubecredential/shared";
import { Card, Skeleton, Stack, Table, Text, Title } from "@mantine/core";
import { Groups } from "../operations/Groups";
import { OperationsTabs } from "../operations/OperationsTabs";
import { useVerifierStats } from "../operations/useOperations";
import { useTexts } from "../texts";
import { RebuildCard } from "./RebuildCard";
import { ReplicasCard } from "./ReplicasCard";
import { useServiceTexts } from "./texts";

/** Beyond this, the issuer's heartbeat has not been heard, which comes every few seconds. */
const recentSeconds = 60;

/** The verifier's copy and replicas, and the groups that consume events. */
export function ServicesPage() {
  const all = useTexts();
  const texts = useServiceTexts();
  return (
    <Stack gap="xl">
      <title>{all.pageTitle(texts.title)}</title>
      <div>
        <Title order={1} size="h2">
          {texts.title}
        </Title>
        <Text c="dimmed">{texts.intro}</Text>
      </div>
      <OperationsTabs />
      <ReplicasCard />
      <Verifier />
      <Groups />
      <RebuildCard />
    </Stack>
  );
}

function Verifier() {
  const texts = useServiceTexts();
  const { language } = useLanguage();
  const { data, error, refetch, isFetching } = useVerifierStats();
  if (!data) {
    return error ? (
      <ErrorAlert error={error} onRetry={() => refetch()} retrying={isFetching} />
    ) : (
      <Skeleton h={200} radius="lg" role="status" aria-label={texts.knowledge.loading} />
    );
  }
  const { asOf, ageSeconds, stream } = data;
  const consumers = stream?.consumers ?? [];
  const isRecent = (ageSeconds ?? 0) <= recentSeconds;
  return (
    <>
      {error && <ErrorAlert error={error} onRetry={() => refetch()} retrying={isFetching} />}
      <Card component="section" aria-labelledby="knowledge-heading">
        <Title order={2} size="h4" id="knowledge-heading" mb={4}>
          {texts.knowledge.heading}
        </Title>
        {asOf === null || ageSeconds === null ? (
          <Text size="sm">{texts.knowledge.never}</Text>
        ) : (
          <>
            <Text>
              {texts.knowledge.asOf} <time dateTime={asOf}>{formatInstant(asOf, language)}</time>
            </Text>
            {/* An old answer does not say how recent it is now. */}
            {!error && (
              <Text size="sm" c={isRecent ? "dimmed" : "var(--mantine-color-error)"}>
                {isRecent
                  ? texts.knowledge.recent
                  : `${texts.knowledge.age(formatDuration(ageSeconds, language))} ${texts.knowledge.old}`}
              </Text>
            )}
          </>
        )}
      </Card>
      <Card component="section" aria-labelledby="replicas-heading">
        <Title order={2} size="h4" id="replicas-heading" mb="xs">
          {texts.replicas.heading}
        </Title>
        {consumers.length === 0 ? (
          <Text size="sm">{texts.replicas.empty}</Text>
        ) : (
          <Table verticalSpacing="xs" aria-labelledby="replicas-heading">
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{texts.replicas.columns.name}</Table.Th>
                <Table.Th scope="col" ta="end">
                  {texts.replicas.columns.pending}
                </Table.Th>
                <Table.Th scope="col" ta="end">
                  {texts.replicas.columns.idle}
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {consumers.map(({ name, pending, idleMilliseconds }) => (
                <Table.Tr key={name}>
                  <Table.Td className="kc-break">
                    <Name>{name}</Name>
                  </Table.Td>
                  <Table.Td ta="end">{pending.toLocaleString(localeOf(language))}</Table.Td>
                  <Table.Td ta="end">
                    {idleMilliseconds < 5_000
                      ? texts.replicas.now
                      : texts.replicas.ago(formatDuration(idleMilliseconds / 1_000, language))}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Card>
    </>
  );
}
