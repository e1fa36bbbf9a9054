import {
  type CredentialListItem,
  type Delivery,
  Name,
  RelativeTime,
  TraceLink,
  useSharedTexts,
} from "@kubecredential/shared";
import { Anchor, Card, Group, Stack, Table, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { DeliveryBadge } from "../delivery/DeliveryBadge";
import { isSettled } from "../delivery/useDelivery";
import { useWatched } from "../live/useLive";
import { useTexts } from "../texts";
import { useIsNarrow } from "../useIsNarrow";

export function CredentialList({ items }: { items: CredentialListItem[] }) {
  return useIsNarrow() ? <Cards items={items} /> : <Rows items={items} />;
}

function HolderLink({ id, name }: { id: string; name: string }) {
  return (
    <Anchor
      fw={600}
      className="kc-break"
      renderRoot={(props) => <Link to="/credentials/$id" params={{ id }} {...props} />}
    >
      <Name>{name}</Name>
    </Anchor>
  );
}

function LiveState({ id, delivery }: { id: string; delivery: Delivery }) {
  useWatched(id, !isSettled(delivery));
  return <DeliveryBadge state={delivery.state} />;
}

function Rows({ items }: { items: CredentialListItem[] }) {
  const texts = useTexts().list;
  const traceHeading = useSharedTexts().traceId;
  return (
    <Card p={0}>
      <Table verticalSpacing="sm" horizontalSpacing="lg" highlightOnHover aria-label={texts.title}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{texts.columns.holder}</Table.Th>
            <Table.Th>{texts.columns.type}</Table.Th>
            <Table.Th>{texts.columns.issuer}</Table.Th>
            <Table.Th>{texts.columns.issued}</Table.Th>
            <Table.Th>{texts.columns.state}</Table.Th>
            <Table.Th p={0} w={36}>
              <span className="kc-visually-hidden">{traceHeading}</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items.map(({ credential, delivery, traceId }) => (
            <Table.Tr key={credential.id}>
              <Table.Td>
                <HolderLink id={credential.id} name={credential.holderName} />
              </Table.Td>
              <Table.Td className="kc-break">
                <Name>{credential.credentialType}</Name>
              </Table.Td>
              <Table.Td className="kc-break">
                <Name>{credential.issuerName}</Name>
              </Table.Td>
              <Table.Td style={{ whiteSpace: "nowrap" }}>
                <RelativeTime at={credential.timestamp} />
              </Table.Td>
              <Table.Td>
                <LiveState id={credential.id} delivery={delivery} />
              </Table.Td>
              <Table.Td p={0}>{traceId && <TraceLink traceId={traceId} />}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}

function Cards({ items }: { items: CredentialListItem[] }) {
  const texts = useTexts().list;
  return (
    <Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: "none" }} aria-label={texts.title}>
      {items.map(({ credential, delivery, traceId }) => (
        <Card component="li" key={credential.id} p="md">
          <HolderLink id={credential.id} name={credential.holderName} />
          <Text size="sm" className="kc-break">
            <Name>{credential.credentialType}</Name>
          </Text>
          <Text size="sm" c="dimmed" className="kc-break">
            <Name>{credential.issuerName}</Name>
          </Text>
          <Group justify="space-between" mt="sm" gap="xs">
            <LiveState id={credential.id} delivery={delivery} />
            <Group gap={4}>
              <Text size="sm" c="dimmed" component="span">
                <RelativeTime at={credential.timestamp} />
              </Text>
              {traceId && <TraceLink traceId={traceId} />}
            </Group>
          </Group>
        </Card>
      ))}
    </Stack>
  );
}
