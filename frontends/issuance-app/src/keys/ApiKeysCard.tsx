import {
  type ApiKey,
  dayOf,
  EmptyState,
  ErrorAlert,
  formatDay,
  isolated,
  Name,
  RelativeTime,
  useLanguage,
} from "@kubecredential/shared";
import { Dialog } from "@kubecredential/shared/dialog";
import { Badge, Button, Card, Group, SegmentedControl, Skeleton, Stack, Table, Text, Title } from "@mantine/core";
import IconKey from "@tabler/icons-react/icons/IconKey";
import IconPlus from "@tabler/icons-react/icons/IconPlus";
import { useState } from "react";
import { Clamped } from "../Clamped";
import { ConfirmDialog } from "../operations/ConfirmDialog";
import type { Service } from "../operations/queueChoice";
import { ShownOnce } from "../ShownOnce";
import { useIsNarrow } from "../useIsNarrow";
import { ApiKeyForm } from "./ApiKeyForm";
import { useKeyTexts } from "./texts";
import { useApiKeys, useCreateApiKey, useRevokeApiKey, useRotateApiKey } from "./useApiKeys";

const colors: Record<ApiKey["state"], string> = { active: "teal", expired: "orange", revoked: "gray" };

type Asked = { what: "rotate" | "revoke"; apiKey: ApiKey };

/** The API keys of either service: who has which, and creating, rotating and revoking them. */
export function ApiKeysCard() {
  const texts = useKeyTexts().api;
  const [service, setService] = useState<Service>("issuer");
  const list = useApiKeys(service);
  // Held here and not in a dialog: what makes a key must live until the key has been shown.
  const create = useCreateApiKey(service);
  const rotate = useRotateApiKey(service);
  const revoke = useRevokeApiKey(service);
  const narrow = useIsNarrow();
  const [isCreating, setIsCreating] = useState(false);
  const [asked, setAsked] = useState<Asked>();
  const secret = create.data?.key ?? rotate.data?.key;
  const keys = list.data?.pages.flatMap(({ items }) => items);
  const List = narrow ? Cards : Rows;

  function startCreating() {
    create.reset();
    setIsCreating(true);
  }

  function stopCreating() {
    if (!create.isPending) setIsCreating(false);
  }

  function forgetSecret() {
    create.reset();
    rotate.reset();
  }

  return (
    <Card component="section" aria-labelledby="api-keys-heading">
      <Stack gap="md">
        <Group justify="space-between" gap="sm">
          <div style={{ flex: "1 1 14rem" }}>
            <Title order={2} size="h4" id="api-keys-heading">
              {texts.heading}
            </Title>
            <Text size="sm" c="dimmed">
              {texts.intro}
            </Text>
          </div>
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={startCreating}>
            {texts.create}
          </Button>
        </Group>
        <SegmentedControl
          aria-label={texts.service}
          size="sm"
          style={{ alignSelf: "flex-start" }}
          value={service}
          onChange={(value) => setService(value as Service)}
          data={(["issuer", "verifier"] as const).map((one) => ({ value: one, label: texts.services[one] }))}
        />
        {list.error && <ErrorAlert error={list.error} onRetry={() => list.refetch()} retrying={list.isFetching} />}
        {list.isPending ? (
          <Skeleton h={120} role="status" aria-label={texts.loading} />
        ) : keys && keys.length > 0 ? (
          <List keys={keys} onAsk={setAsked} />
        ) : (
          keys && <EmptyState order={3} icon={IconKey} title={texts.emptyTitle} text={texts.empty} />
        )}
        {list.hasNextPage && (
          <Button
            variant="light"
            size="sm"
            style={{ alignSelf: "center" }}
            onClick={() => list.fetchNextPage()}
            loading={list.isFetchingNextPage}
          >
            {texts.more}
          </Button>
        )}
      </Stack>
      <Dialog opened={isCreating} onClose={stopCreating} title={texts.createTitle}>
        <ApiKeyForm
          order={create}
          onClose={stopCreating}
          onCreate={(request) => create.mutate(request, { onSuccess: () => setIsCreating(false) })}
        />
      </Dialog>
      <ConfirmDialog
        opened={asked?.what === "rotate"}
        onClose={() => setAsked(undefined)}
        title={texts.rotateTitle}
        text={texts.rotateText}
        action={texts.rotate}
        order={rotate}
        onConfirm={(_, close) => asked && rotate.mutate(asked.apiKey.id, { onSuccess: close })}
      />
      <ConfirmDialog
        opened={asked?.what === "revoke"}
        onClose={() => setAsked(undefined)}
        title={texts.revokeTitle}
        text={texts.revokeText}
        action={texts.revoke}
        danger
        reason="required"
        order={revoke}
        onConfirm={(reason, close) => asked && revoke.mutate({ id: asked.apiKey.id, reason }, { onSuccess: close })}
      />
      <Dialog opened={secret !== undefined} onClose={forgetSecret} title={texts.once.title}>
        {secret !== undefined && (
          <ShownOnce value={secret} icon={<IconKey size={20} aria-hidden />} texts={texts.once} onDone={forgetSecret} />
        )}
      </Dialog>
    </Card>
  );
}

interface ListProps {
  keys: ApiKey[];
  onAsk: (asked: Asked) => void;
}

function Rows({ keys, onAsk }: ListProps) {
  const texts = useKeyTexts().api;
  return (
    <Table layout="fixed" verticalSpacing="sm" aria-labelledby="api-keys-heading">
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{texts.columns.name}</Table.Th>
          <Table.Th scope="col">{texts.columns.roles}</Table.Th>
          <Table.Th scope="col" w="8rem">
            {texts.columns.state}
          </Table.Th>
          <Table.Th scope="col" w="9rem">
            {texts.columns.expires}
          </Table.Th>
          <Table.Th scope="col" w="9rem">
            {texts.columns.lastUsed}
          </Table.Th>
          <Table.Th scope="col" w="13rem">
            <span className="kc-visually-hidden">{texts.columns.actions}</span>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {keys.map((key) => (
          <Table.Tr key={key.id}>
            <Table.Td>
              <Clamped>{key.name}</Clamped>
            </Table.Td>
            <Table.Td>
              <RolesOf apiKey={key} />
            </Table.Td>
            <Table.Td>
              <StateOf apiKey={key} />
            </Table.Td>
            <Table.Td>
              <ExpiryOf apiKey={key} />
            </Table.Td>
            <Table.Td>{key.lastUsedAt ? <RelativeTime at={key.lastUsedAt} /> : texts.notUsed}</Table.Td>
            <Table.Td>
              <Actions apiKey={key} onAsk={onAsk} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Cards({ keys, onAsk }: ListProps) {
  const texts = useKeyTexts().api;
  return (
    <Stack component="ul" gap="md" p={0} m={0} style={{ listStyle: "none" }} aria-labelledby="api-keys-heading">
      {keys.map((key) => (
        <Stack component="li" key={key.id} gap={4}>
          <Group gap="xs">
            <Text fw={600} className="kc-break" component="span">
              <Name>{key.name}</Name>
            </Text>
            <StateOf apiKey={key} />
          </Group>
          <Text size="sm" component="div">
            <RolesOf apiKey={key} />
          </Text>
          <Text size="sm" c="dimmed" component="div">
            {texts.columns.expires}: <ExpiryOf apiKey={key} /> · {texts.columns.lastUsed}:{" "}
            {key.lastUsedAt ? <RelativeTime at={key.lastUsedAt} /> : texts.notUsed}
          </Text>
          <Actions apiKey={key} onAsk={onAsk} />
        </Stack>
      ))}
    </Stack>
  );
}

interface KeyProps {
  apiKey: ApiKey;
}

function RolesOf({ apiKey: { roles, organisation } }: KeyProps) {
  const texts = useKeyTexts().api;
  const names = roles.map((role) => texts.roleNames[role as keyof typeof texts.roleNames] ?? role);
  return (
    <span className="kc-break">
      {names.join(", ")}
      {organisation !== null && `, ${texts.only(isolated(organisation))}`}
    </span>
  );
}

function StateOf({ apiKey: { state } }: KeyProps) {
  const texts = useKeyTexts().api;
  return (
    <Badge variant="light" color={colors[state]} miw="max-content">
      {texts.states[state]}
    </Badge>
  );
}

function ExpiryOf({ apiKey: { expiresAt } }: KeyProps) {
  const texts = useKeyTexts().api;
  const { language } = useLanguage();
  return expiresAt === null ? texts.never : formatDay(dayOf(expiresAt), language);
}

function Actions({ apiKey, onAsk }: KeyProps & Pick<ListProps, "onAsk">) {
  const texts = useKeyTexts().api;
  if (apiKey.state !== "active") return null;
  return (
    <Group gap="xs">
      {apiKey.replacedBy === null && (
        <Button
          size="xs"
          variant="default"
          aria-label={texts.rotateOne(isolated(apiKey.name))}
          onClick={() => onAsk({ what: "rotate", apiKey })}
        >
          {texts.rotate}
        </Button>
      )}
      <Button
        size="xs"
        variant="default"
        aria-label={texts.revokeOne(isolated(apiKey.name))}
        onClick={() => onAsk({ what: "revoke", apiKey })}
      >
        {texts.revoke}
      </Button>
    </Group>
  );
}
