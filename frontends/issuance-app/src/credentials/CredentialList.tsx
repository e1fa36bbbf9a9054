import {
  type AnyCredential,
  type CredentialListItem,
  type Delivery,
  isErased,
  isolated,
  Name,
  RelativeTime,
  StatusBadge,
  standingOf,
  TraceLink,
  useSharedTexts,
} from "@kubecredential/shared";
import { Anchor, Card, Checkbox, Group, Stack, Table, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { DeliveryBadge } from "../delivery/DeliveryBadge";
import { useWatched } from "../live/useLive";
import { useTexts } from "../texts";
import { useIsNarrow } from "../useIsNarrow";
import type { Selection } from "./useSelection";

interface CredentialListProps {
  items: CredentialListItem[];
  /** Left out for those who may not change credentials. */
  selection?: Selection;
}

export function CredentialList(props: CredentialListProps) {
  return useIsNarrow() ? <Cards {...props} /> : <Rows {...props} />;
}

export function HolderLink({ credential }: { credential: AnyCredential }) {
  const texts = useTexts().list;
  return (
    <Anchor
      fw={600}
      className="kc-break"
      renderRoot={(props) => <Link to="/credentials/$id" params={{ id: credential.id }} {...props} />}
    >
      {isErased(credential) ? texts.erased : <Name>{credential.holderName}</Name>}
    </Anchor>
  );
}

export function Standing({ credential }: { credential: AnyCredential }) {
  return <StatusBadge standing={standingOf(credential.status, isErased(credential) ? {} : credential)} />;
}

export function Select({ credential, selection }: { credential: AnyCredential; selection: Selection }) {
  const texts = useTexts().list;
  if (isErased(credential)) return null;
  return (
    <Checkbox
      aria-label={texts.select(isolated(credential.holderName))}
      checked={selection.has(credential.id)}
      onChange={(event) => selection.toggle(credential.id, event.currentTarget.checked)}
    />
  );
}

export function SelectAll({ selection, label }: { selection: Selection; label?: string }) {
  const texts = useTexts().list;
  const { selected, selectable } = selection;
  return (
    <Checkbox
      {...(label ? { label } : { "aria-label": texts.selectAll })}
      checked={selected.length > 0 && selected.length === selectable.length}
      indeterminate={selected.length > 0 && selected.length < selectable.length}
      disabled={selectable.length === 0}
      onChange={(event) => selection.toggleAll(event.currentTarget.checked)}
    />
  );
}

function LiveState({ credential, delivery }: { credential: AnyCredential; delivery: Delivery }) {
  // Its status may change at any time.
  useWatched(credential.id, true);
  return <DeliveryBadge state={delivery.state} version={credential.version} />;
}

function Rows({ items, selection }: CredentialListProps) {
  const texts = useTexts().list;
  const traceHeading = useSharedTexts().traceId;
  return (
    <Card p={0}>
      <Table.ScrollContainer minWidth={880}>
        <Table verticalSpacing="sm" horizontalSpacing="md" highlightOnHover aria-label={texts.title}>
          <Table.Thead>
            <Table.Tr>
              {selection && (
                <Table.Th w={40}>
                  <SelectAll selection={selection} />
                </Table.Th>
              )}
              <Table.Th>{texts.columns.holder}</Table.Th>
              <Table.Th>{texts.columns.type}</Table.Th>
              <Table.Th>{texts.columns.issuer}</Table.Th>
              <Table.Th>{texts.columns.issued}</Table.Th>
              <Table.Th>{texts.columns.status}</Table.Th>
              <Table.Th>{texts.columns.state}</Table.Th>
              <Table.Th p={0} w={36}>
                <span className="kc-visually-hidden">{traceHeading}</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {items.map(({ credential, delivery, traceId, holderId }) => (
              <Table.Tr key={credential.id}>
                {selection && (
                  <Table.Td>
                    <Select credential={credential} selection={selection} />
                  </Table.Td>
                )}
                <Table.Td>
                  <HolderLink credential={credential} />
                  {holderId && <HolderId>{holderId}</HolderId>}
                </Table.Td>
                <Table.Td className="kc-break">
                  {!isErased(credential) && <Name>{credential.credentialType}</Name>}
                </Table.Td>
                <Table.Td className="kc-break">
                  <Name>{credential.issuerName}</Name>
                </Table.Td>
                <Table.Td style={{ whiteSpace: "nowrap" }}>
                  {!isErased(credential) && <RelativeTime at={credential.timestamp} />}
                </Table.Td>
                <Table.Td>
                  <Standing credential={credential} />
                </Table.Td>
                <Table.Td>
                  <LiveState credential={credential} delivery={delivery} />
                </Table.Td>
                <Table.Td p={0}>{traceId && <TraceLink traceId={traceId} />}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Card>
  );
}

function HolderId({ children }: { children: string }) {
  return (
    <Text size="xs" c="dimmed" className="kc-break">
      <Name>{children}</Name>
    </Text>
  );
}

function Cards({ items, selection }: CredentialListProps) {
  const texts = useTexts().list;
  return (
    <>
      {selection && (
        <Group mb="sm" px="md">
          <SelectAll selection={selection} label={texts.selectAll} />
        </Group>
      )}
      <Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: "none" }} aria-label={texts.title}>
        {items.map(({ credential, delivery, traceId, holderId }) => (
          <Card component="li" key={credential.id} p="md">
            <Group gap="sm" wrap="nowrap" align="flex-start">
              {selection && <Select credential={credential} selection={selection} />}
              <div style={{ flex: 1, minWidth: 0 }}>
                <HolderLink credential={credential} />
                {holderId && <HolderId>{holderId}</HolderId>}
                {!isErased(credential) && (
                  <Text size="sm" className="kc-break">
                    <Name>{credential.credentialType}</Name>
                  </Text>
                )}
                <Text size="sm" c="dimmed" className="kc-break">
                  <Name>{credential.issuerName}</Name>
                </Text>
              </div>
            </Group>
            <Group justify="space-between" mt="sm" gap="xs">
              <Group gap={6}>
                <Standing credential={credential} />
                <LiveState credential={credential} delivery={delivery} />
              </Group>
              <Group gap={4}>
                {!isErased(credential) && (
                  <Text size="sm" c="dimmed" component="span">
                    <RelativeTime at={credential.timestamp} />
                  </Text>
                )}
                {traceId && <TraceLink traceId={traceId} />}
              </Group>
            </Group>
          </Card>
        ))}
      </Stack>
    </>
  );
}
