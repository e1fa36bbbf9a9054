import {
  CopyIcon,
  EmptyState,
  ErrorAlert,
  type IssuerKey,
  RelativeTime,
  type SigningKey,
} from "@kubecredential/shared";
import { Badge, Button, Card, Group, Skeleton, Stack, Table, Text, Title } from "@mantine/core";
import IconAlertTriangle from "@tabler/icons-react/icons/IconAlertTriangle";
import IconKey from "@tabler/icons-react/icons/IconKey";
import IconRotate from "@tabler/icons-react/icons/IconRotate";
import type { UseMutationResult, UseQueryResult } from "@tanstack/react-query";
import { useState } from "react";
import { ConfirmDialog } from "../operations/ConfirmDialog";
import { useIsNarrow } from "../useIsNarrow";
import type { SigningKeyTexts } from "./texts";

/** A key of an issuer, or of the service, whose keys all have the same algorithm. */
type Key = Omit<SigningKey, "signedAnew" | "replacedAt"> & Partial<Pick<IssuerKey, "algorithm">>;

const colors: Record<Key["state"], string> = {
  upcoming: "blue",
  active: "teal",
  retired: "gray",
  compromised: "red",
};

interface KeysSectionProps {
  /** The ID of the heading. */
  id: string;
  texts: SigningKeyTexts;
  keys: UseQueryResult<{ items: Key[] }>;
  /** Left out for those who may only look. */
  orders?: {
    rotation: UseMutationResult<unknown, Error, undefined>;
    report: UseMutationResult<unknown, Error, { keyId: string; reason: string }>;
  };
}

/** Keys that sign. Operators rotate them, and report those that others may have. */
export function KeysSection({ id, texts, keys, orders }: KeysSectionProps) {
  const narrow = useIsNarrow();
  const [isRotating, setIsRotating] = useState(false);
  const [asked, setAsked] = useState<{ keyId: string; isOpen: boolean }>({ keyId: "", isOpen: false });
  const List = narrow ? Cards : Rows;
  return (
    <Card component="section" aria-labelledby={id}>
      <Group justify="space-between" gap="sm" mb="sm">
        <div style={{ flex: "1 1 14rem" }}>
          <Title order={2} size="h4" id={id}>
            {texts.heading}
          </Title>
          <Text size="sm" c="dimmed">
            {texts.intro}
          </Text>
        </div>
        {orders && (
          <Button
            variant="default"
            leftSection={<IconRotate size={16} aria-hidden />}
            onClick={() => setIsRotating(true)}
          >
            {texts.rotate}
          </Button>
        )}
      </Group>
      {keys.error && <ErrorAlert error={keys.error} onRetry={() => keys.refetch()} retrying={keys.isFetching} />}
      {keys.isPending ? (
        <Skeleton h={120} role="status" aria-label={texts.loading} />
      ) : keys.data && keys.data.items.length > 0 ? (
        <List
          id={id}
          texts={texts}
          keys={keys.data.items}
          onReport={orders && ((keyId) => setAsked({ keyId, isOpen: true }))}
        />
      ) : (
        keys.data && <EmptyState order={3} icon={IconKey} title={texts.emptyTitle} text={texts.empty} />
      )}
      {orders && (
        <>
          <ConfirmDialog
            opened={isRotating}
            onClose={() => setIsRotating(false)}
            title={texts.rotateTitle}
            text={texts.rotateText}
            action={texts.rotate}
            order={orders.rotation}
            onConfirm={(_, done) => orders.rotation.mutate(undefined, { onSuccess: done })}
          />
          <ConfirmDialog
            opened={asked.isOpen}
            onClose={() => setAsked({ ...asked, isOpen: false })}
            title={texts.compromiseTitle}
            text={texts.compromiseText(shortOf(asked.keyId))}
            action={texts.compromise}
            danger
            reason="required"
            order={orders.report}
            onConfirm={(reason, done) => orders.report.mutate({ keyId: asked.keyId, reason }, { onSuccess: done })}
          />
        </>
      )}
    </Card>
  );
}

interface KeysProps {
  id: string;
  texts: SigningKeyTexts;
  keys: Key[];
  /** Left out for those who may not report keys. */
  onReport?: (keyId: string) => void;
}

function Rows({ id, texts, keys, onReport }: KeysProps) {
  const hasAlgorithms = keys.some(({ algorithm }) => algorithm !== undefined);
  return (
    <Table verticalSpacing="sm" aria-labelledby={id}>
      <Table.Thead>
        <Table.Tr>
          {hasAlgorithms && <Table.Th scope="col">{texts.columns.algorithm}</Table.Th>}
          <Table.Th scope="col">{texts.columns.id}</Table.Th>
          <Table.Th scope="col">{texts.columns.state}</Table.Th>
          <Table.Th scope="col">{texts.columns.since}</Table.Th>
          {onReport && (
            <Table.Th scope="col">
              <span className="kc-visually-hidden">{texts.columns.actions}</span>
            </Table.Th>
          )}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {keys.map((key) => (
          <Table.Tr key={key.keyId}>
            {hasAlgorithms && <Table.Td>{key.algorithm}</Table.Td>}
            <Table.Td>
              <KeyId id={key.keyId} texts={texts} />
            </Table.Td>
            <Table.Td>
              <State of={key} texts={texts} />
            </Table.Td>
            <Table.Td>
              <RelativeTime at={sinceOf(key)} />
            </Table.Td>
            {onReport && (
              <Table.Td ta="end">
                <Report of={key} texts={texts} onReport={onReport} />
              </Table.Td>
            )}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Cards({ id, texts, keys, onReport }: KeysProps) {
  return (
    <Stack component="ul" gap="md" p={0} m={0} style={{ listStyle: "none" }} aria-labelledby={id}>
      {keys.map((key) => (
        <Stack component="li" key={key.keyId} gap={4}>
          <Group gap="xs">
            {key.algorithm && (
              <Text size="sm" fw={600}>
                {key.algorithm}
              </Text>
            )}
            <State of={key} texts={texts} />
            <Text size="sm" c="dimmed" component="span">
              <RelativeTime at={sinceOf(key)} />
            </Text>
          </Group>
          <KeyId id={key.keyId} texts={texts} />
          {onReport && (
            <div>
              <Report of={key} texts={texts} onReport={onReport} />
            </div>
          )}
        </Stack>
      ))}
    </Stack>
  );
}

function shortOf(id: string): string {
  return `…${id.slice(-12)}`;
}

function KeyId({ id, texts }: { id: string; texts: SigningKeyTexts }) {
  return (
    <Group gap={4} wrap="nowrap">
      <Text size="sm" ff="monospace" title={id} dir="ltr">
        {shortOf(id)}
      </Text>
      <CopyIcon value={id} label={texts.copy(shortOf(id))} />
    </Group>
  );
}

function State({ of: { state }, texts }: { of: Key; texts: SigningKeyTexts }) {
  return (
    <Badge variant="light" color={colors[state]}>
      {texts.states[state]}
    </Badge>
  );
}

/** Since when the key is in its state. */
function sinceOf({ state, createdAt, activatedAt, retiredAt, compromisedAt }: Key): string {
  const since = { upcoming: createdAt, active: activatedAt, retired: retiredAt, compromised: compromisedAt }[state];
  return since ?? createdAt;
}

interface ReportProps {
  of: Key;
  texts: SigningKeyTexts;
  onReport: (keyId: string) => void;
}

function Report({ of: { keyId, state }, texts, onReport }: ReportProps) {
  if (state === "compromised") return null;
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconAlertTriangle size={14} aria-hidden />}
      aria-label={texts.compromiseOne(shortOf(keyId))}
      onClick={() => onReport(keyId)}
    >
      {texts.compromise}
    </Button>
  );
}
