import { CopyIcon, EmptyState, ErrorAlert, type IssuerKey, RelativeTime } from "@kubecredential/shared";
import { Badge, Button, Card, Group, Skeleton, Stack, Table, Text, Title } from "@mantine/core";
import IconAlertTriangle from "@tabler/icons-react/icons/IconAlertTriangle";
import IconKey from "@tabler/icons-react/icons/IconKey";
import IconRotate from "@tabler/icons-react/icons/IconRotate";
import { useState } from "react";
import { ConfirmDialog } from "../operations/ConfirmDialog";
import { useMayUse } from "../session/useSession";
import { useIsNarrow } from "../useIsNarrow";
import { useIssuerTexts } from "./texts";
import { useCompromiseKey, useKeys, useRotateKeys } from "./useIssuers";

const colors: Record<IssuerKey["state"], string> = {
  upcoming: "blue",
  active: "teal",
  retired: "gray",
  compromised: "red",
};

/** The issuer's keys. Operators rotate them, and report those that others may have. */
export function KeysCard({ slug }: { slug: string }) {
  const texts = useIssuerTexts().keys;
  const isOperator = useMayUse("operations");
  const keys = useKeys(slug);
  const rotation = useRotateKeys(slug);
  const report = useCompromiseKey(slug);
  const narrow = useIsNarrow();
  const [isRotating, setIsRotating] = useState(false);
  const [asked, setAsked] = useState<{ keyId: string; isOpen: boolean }>({ keyId: "", isOpen: false });
  const List = narrow ? Cards : Rows;
  return (
    <Card component="section" aria-labelledby="keys-heading">
      <Group justify="space-between" gap="sm" mb="sm">
        <div style={{ flex: "1 1 14rem" }}>
          <Title order={2} size="h4" id="keys-heading">
            {texts.heading}
          </Title>
          <Text size="sm" c="dimmed">
            {texts.intro}
          </Text>
        </div>
        {isOperator && (
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
        <List keys={keys.data.items} onReport={isOperator ? (keyId) => setAsked({ keyId, isOpen: true }) : undefined} />
      ) : (
        keys.data && <EmptyState order={3} icon={IconKey} title={texts.emptyTitle} text={texts.empty} />
      )}
      <ConfirmDialog
        opened={isRotating}
        onClose={() => setIsRotating(false)}
        title={texts.rotateTitle}
        text={texts.rotateText}
        action={texts.rotate}
        order={rotation}
        onConfirm={(_, done) => rotation.mutate(undefined, { onSuccess: done })}
      />
      <ConfirmDialog
        opened={asked.isOpen}
        onClose={() => setAsked({ ...asked, isOpen: false })}
        title={texts.compromiseTitle}
        text={texts.compromiseText(shortOf(asked.keyId))}
        action={texts.compromise}
        danger
        reason="required"
        order={report}
        onConfirm={(reason, done) => report.mutate({ keyId: asked.keyId, reason }, { onSuccess: done })}
      />
    </Card>
  );
}

interface KeysProps {
  keys: IssuerKey[];
  /** Left out for those who may not report keys. */
  onReport?: (keyId: string) => void;
}

function Rows({ keys, onReport }: KeysProps) {
  const texts = useIssuerTexts().keys;
  return (
    <Table verticalSpacing="sm" aria-labelledby="keys-heading">
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{texts.columns.algorithm}</Table.Th>
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
            <Table.Td>{key.algorithm}</Table.Td>
            <Table.Td>
              <KeyId id={key.keyId} />
            </Table.Td>
            <Table.Td>
              <State of={key} />
            </Table.Td>
            <Table.Td>
              <RelativeTime at={sinceOf(key)} />
            </Table.Td>
            {onReport && (
              <Table.Td ta="end">
                <Report of={key} onReport={onReport} />
              </Table.Td>
            )}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Cards({ keys, onReport }: KeysProps) {
  return (
    <Stack component="ul" gap="md" p={0} m={0} style={{ listStyle: "none" }} aria-labelledby="keys-heading">
      {keys.map((key) => (
        <Stack component="li" key={key.keyId} gap={4}>
          <Group gap="xs">
            <Text size="sm" fw={600}>
              {key.algorithm}
            </Text>
            <State of={key} />
            <Text size="sm" c="dimmed" component="span">
              <RelativeTime at={sinceOf(key)} />
            </Text>
          </Group>
          <KeyId id={key.keyId} />
          {onReport && (
            <div>
              <Report of={key} onReport={onReport} />
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

function KeyId({ id }: { id: string }) {
  const texts = useIssuerTexts().keys;
  return (
    <Group gap={4} wrap="nowrap">
      <Text size="sm" ff="monospace" title={id} dir="ltr">
        {shortOf(id)}
      </Text>
      <CopyIcon value={id} label={texts.copy(shortOf(id))} />
    </Group>
  );
}

function State({ of: { state } }: { of: IssuerKey }) {
  const texts = useIssuerTexts().keys;
  return (
    <Badge variant="light" color={colors[state]}>
      {texts.states[state]}
    </Badge>
  );
}

/** Since when the key is in its state. */
function sinceOf({ state, createdAt, activatedAt, retiredAt, compromisedAt }: IssuerKey): string {
  const since = { upcoming: createdAt, active: activatedAt, retired: retiredAt, compromised: compromisedAt }[state];
  return since ?? createdAt;
}

function Report({ of: { keyId, state }, onReport }: { of: IssuerKey; onReport: (keyId: string) => void }) {
  const texts = useIssuerTexts().keys;
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
