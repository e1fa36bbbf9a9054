import {
  type AuditEntry,
  localeOf,
  Name,
  RelativeTime,
  statusLooks,
  TraceId,
  useLanguage,
} from "@kubecredential/shared";
import { Anchor, Badge, Card, Group, Stack, Table, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useMayUse } from "../session/useSession";
import { useTexts } from "../texts";
import { useIsNarrow } from "../useIsNarrow";

/** A verdict has its own colour; `done` and `failed` are those of an action. */
function colorOf(outcome: AuditEntry["outcome"]): string {
  if (outcome === "done") return "teal";
  return outcome === "failed" ? "red" : (statusLooks[outcome]?.color ?? "gray");
}

export function AuditList({ entries }: { entries: AuditEntry[] }) {
  return useIsNarrow() ? <Cards entries={entries} /> : <Rows entries={entries} />;
}

function Rows({ entries }: { entries: AuditEntry[] }) {
  const texts = useTexts().audit;
  const { language } = useLanguage();
  return (
    <Card p={0}>
      <Table.ScrollContainer minWidth={720}>
        <Table verticalSpacing="sm" horizontalSpacing="md" aria-label={texts.title}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{texts.columns.number}</Table.Th>
              <Table.Th>{texts.columns.at}</Table.Th>
              <Table.Th>{texts.columns.action}</Table.Th>
              <Table.Th>{texts.columns.credential}</Table.Th>
              <Table.Th>{texts.columns.who}</Table.Th>
              <Table.Th>{texts.columns.detail}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {entries.map((entry) => (
              <Table.Tr key={entry.number} style={{ verticalAlign: "top" }}>
                <Table.Td style={{ whiteSpace: "nowrap" }}>{entry.number.toLocaleString(localeOf(language))}</Table.Td>
                <Table.Td style={{ whiteSpace: "nowrap" }}>
                  <RelativeTime at={entry.at} />
                </Table.Td>
                <Table.Td>
                  <What entry={entry} />
                </Table.Td>
                <Table.Td>
                  <CredentialLink id={entry.credentialId} />
                </Table.Td>
                <Table.Td className="kc-break">
                  <Who entry={entry} />
                </Table.Td>
                <Table.Td className="kc-break">
                  <Details entry={entry} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Card>
  );
}

function Cards({ entries }: { entries: AuditEntry[] }) {
  const texts = useTexts().audit;
  return (
    <Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: "none" }} aria-label={texts.title}>
      {entries.map((entry) => (
        <Card component="li" key={entry.number} p="md">
          <Group justify="space-between" gap="xs">
            <What entry={entry} />
            <Text size="sm" c="dimmed" component="span">
              #{entry.number} · <RelativeTime at={entry.at} />
            </Text>
          </Group>
          <Text size="sm" c="dimmed" className="kc-break" mt={4}>
            <Who entry={entry} />
          </Text>
          <CredentialLink id={entry.credentialId} />
          <Details entry={entry} />
        </Card>
      ))}
    </Stack>
  );
}

function What({ entry }: { entry: AuditEntry }) {
  const texts = useTexts().audit;
  return (
    <Group gap="xs">
      <Text size="sm" fw={600}>
        {(texts.actions as Record<string, string>)[entry.action] ?? entry.action}
        {entry.attempt !== null && entry.attempt > 0 && ` (${entry.attempt})`}
      </Text>
      <Badge size="sm" variant="light" color={colorOf(entry.outcome)}>
        {texts.outcomes[entry.outcome] ?? entry.outcome}
      </Badge>
      {!entry.sealed && (
        <Badge size="sm" variant="light" color="yellow" title={texts.unsealedMeaning}>
          {texts.unsealed}
        </Badge>
      )}
    </Group>
  );
}

function Who({ entry }: { entry: AuditEntry }) {
  const texts = useTexts().audit;
  const mayOperate = useMayUse("operations");
  return (
    <span title={mayOperate ? entry.workerId : undefined}>
      <Name>{(texts.actors as Record<string, string>)[entry.actor] ?? entry.actor}</Name>
    </span>
  );
}

function CredentialLink({ id }: { id: string | null }) {
  const mayOpen = useMayUse("credentials");
  if (!id) return null;
  if (!mayOpen) {
    return (
      <Text size="sm" ff="monospace" title={id}>
        …{id.slice(-12)}
      </Text>
    );
  }
  return (
    <Anchor
      size="sm"
      py={2}
      ff="monospace"
      style={{ whiteSpace: "nowrap" }}
      title={id}
      renderRoot={(props) => <Link to="/credentials/$id" params={{ id }} {...props} />}
    >
      …{id.slice(-12)}
    </Anchor>
  );
}

function Details({ entry }: { entry: AuditEntry }) {
  return (
    <>
      {entry.detail && (
        <Text size="sm">
          <Name>{entry.detail}</Name>
        </Text>
      )}
      {entry.traceId && <TraceId traceId={entry.traceId} />}
    </>
  );
}
