import { ErrorAlert, Name, RelativeTime } from "@kubecredential/shared";
import { Alert, Card, Skeleton, Stack, Table, Text, Title } from "@mantine/core";
import type { Service } from "../operations/queueChoice";
import { useServiceTexts } from "./texts";
import { useReplicas } from "./useReplicas";

/** The replicas of both services with their versions. */
export function ReplicasCard() {
  const texts = useServiceTexts().running;
  return (
    <Card component="section" aria-labelledby="running-heading">
      <Title order={2} size="h4" id="running-heading" mb="xs">
        {texts.heading}
      </Title>
      <Stack gap="md">
        <Replicas service="issuer" />
        <Replicas service="verifier" />
      </Stack>
    </Card>
  );
}

function Replicas({ service }: { service: Service }) {
  const texts = useServiceTexts().running;
  const { data, error, refetch, isFetching } = useReplicas(service);
  const id = `running-${service}`;
  const versions = new Set(data?.items.map(({ version }) => version));
  return (
    <div>
      <Title order={3} size="h5" id={id}>
        {texts.services[service]}
      </Title>
      {error && <ErrorAlert error={error} onRetry={() => refetch()} retrying={isFetching} />}
      {!data ? (
        !error && <Skeleton h={60} role="status" aria-label={texts.loading} />
      ) : (
        <>
          {versions.size > 1 && (
            <Alert color="yellow" role="group" my="xs">
              {texts.versions(versions.size)}
            </Alert>
          )}
          {data.items.length === 0 ? (
            <Text size="sm">{texts.empty}</Text>
          ) : (
            <Table verticalSpacing="xs" aria-labelledby={id}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th scope="col">{texts.columns.name}</Table.Th>
                  <Table.Th scope="col">{texts.columns.version}</Table.Th>
                  <Table.Th scope="col">{texts.columns.started}</Table.Th>
                  <Table.Th scope="col">{texts.columns.seen}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {data.items.map(({ workerId, version, startedAt, lastSeenAt }) => (
                  <Table.Tr key={workerId}>
                    <Table.Td className="kc-break">
                      <Name>{workerId}</Name>
                    </Table.Td>
                    <Table.Td title={version}>{shortVersion(version)}</Table.Td>
                    <Table.Td>
                      <RelativeTime at={startedAt} />
                    </Table.Td>
                    <Table.Td>
                      <RelativeTime at={lastSeenAt} />
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )}
        </>
      )}
    </div>
  );
}

/** A version with the beginning of its commit, as Git shows it. */
function shortVersion(version: string): string {
  return version.replace(/\+([0-9a-f]{7})[0-9a-f]+$/, "+$1");
}
