import {
  type AnyCredential,
  ApiError,
  dataOf,
  ErrorAlert,
  type FailedEvent,
  isErased,
  issuanceApi,
  Name,
} from "@kubecredential/shared";
import { Skeleton, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTexts } from "../texts";
import { differencesOf } from "./differences";

/** Whether an event says what the issuer holds. An event is signed, so that it is never edited. */
export function Comparison({ event, credentialId }: { event: FailedEvent; credentialId: string }) {
  const texts = useTexts().operations.queues.comparison;
  const { data, error, isPending, isFetching, refetch } = useQuery<AnyCredential>({
    queryKey: ["credential", credentialId],
    queryFn: ({ signal }) =>
      dataOf(issuanceApi.GET("/api/v1/credentials/{id}", { params: { path: { id: credentialId } }, signal })),
    retry: false,
  });
  if (isPending) return <Skeleton h={20} maw={320} role="status" aria-label={texts.loading} />;
  if (!data) {
    if (error instanceof ApiError && error.status === 404) return <Line>{texts.unknown}</Line>;
    return <ErrorAlert error={error} onRetry={() => refetch()} retrying={isFetching} />;
  }
  if (isErased(data)) return <Line>{texts.erased}</Line>;
  const differences = differencesOf(event.payload, data);
  if (!differences) return <Line>{texts.unreadable}</Line>;
  if (differences.length === 0) return <Line>{texts.same}</Line>;
  return (
    <div>
      <Text size="sm" fw={600}>
        {texts.differs}
      </Text>
      <Text size="xs" c="dimmed">
        {texts.meaning}
      </Text>
      <Table layout="fixed" verticalSpacing={4} aria-label={texts.differs}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{texts.field}</Table.Th>
            <Table.Th scope="col">{texts.issuer}</Table.Th>
            <Table.Th scope="col">{texts.event}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {differences.map(({ field, ...values }) => (
            <Table.Tr key={field}>
              <Table.Th scope="row" className="kc-break">
                {field}
              </Table.Th>
              {[values.issuer, values.event].map((value, index) => (
                <Table.Td key={index === 0 ? "issuer" : "event"} className="kc-break" ff="monospace">
                  {value === undefined ? "–" : <Name>{value}</Name>}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Line({ children }: { children: string }) {
  return <Text size="sm">{children}</Text>;
}
