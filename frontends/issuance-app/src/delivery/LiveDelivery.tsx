import { type DeliveryState, Name, RelativeTime, useErrorText } from "@kubecredential/shared";
import { Alert, Group, Skeleton, Stack, Text } from "@mantine/core";
import { useTexts } from "../texts";
import { DeliveryBadge } from "./DeliveryBadge";
import { useDelivery } from "./useDelivery";
import { useDeliveryText } from "./useDeliveryText";

/** The delivery state, updated live and announced by screen readers, with what it means for the holder. */
export function LiveDelivery({ credentialId, version }: { credentialId: string; version?: number }) {
  const texts = useTexts().delivery;
  const { data, error } = useDelivery(credentialId);
  const errorText = useErrorText(error);
  return (
    <Stack gap="xs">
      <Group gap="sm" role="status" aria-label={texts.label}>
        {data ? (
          <>
            <DeliveryBadge state={data.state} version={version} />
            <Meaning state={data.state} version={version} />
          </>
        ) : error ? (
          <Text size="sm">{texts.unknown(errorText.title)}</Text>
        ) : (
          <Skeleton h={26} w={160} radius="xl" />
        )}
      </Group>
      {data?.state === "retrying" && data.nextAttemptAt && (
        <Text size="xs" c="dimmed">
          {texts.attempts(data.attempts)} {texts.nextAttempt} <RelativeTime at={data.nextAttemptAt} />
        </Text>
      )}
      {(data?.state === "retrying" || data?.state === "dead") && data.lastError && (
        <Alert color={data.state === "dead" ? "red" : "yellow"} p="xs" className="kc-break">
          {texts.lastError}: <Name>{data.lastError}</Name>
        </Alert>
      )}
    </Stack>
  );
}

function Meaning({ state, version }: { state: DeliveryState; version?: number }) {
  return (
    <Text size="sm" c="dimmed">
      {useDeliveryText(state, version).meaning}
    </Text>
  );
}
