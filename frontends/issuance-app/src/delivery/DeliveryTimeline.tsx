import { type Credential, type Delivery, formatInstant, RelativeTime, useLanguage } from "@kubecredential/shared";
import { Card, Stack, Text, Timeline, Title } from "@mantine/core";
import IconAlertTriangle from "@tabler/icons-react/icons/IconAlertTriangle";
import IconCheck from "@tabler/icons-react/icons/IconCheck";
import IconFileCheck from "@tabler/icons-react/icons/IconFileCheck";
import IconSend from "@tabler/icons-react/icons/IconSend";
import type { ReactNode } from "react";
import { useTexts } from "../texts";
import { LiveDelivery } from "./LiveDelivery";
import { useDelivery } from "./useDelivery";

/** The credential's way to the verifier, step by step. */
export function DeliveryTimeline({ credential }: { credential: Credential }) {
  const texts = useTexts().delivery.timeline;
  const { data } = useDelivery(credential.id);
  return (
    <Card component="section" aria-labelledby="delivery-heading">
      <Stack>
        <Title order={2} size="h4" id="delivery-heading">
          {texts.heading}
        </Title>
        <LiveDelivery credentialId={credential.id} />
        <Timeline active={reachedStep(data)} bulletSize={26} lineWidth={2} mt="xs">
          <Timeline.Item title={texts.issued} bullet={<IconFileCheck size={15} aria-hidden />}>
            <Step at={credential.timestamp} />
          </Timeline.Item>
          <Timeline.Item title={texts.sent} bullet={<IconSend size={14} aria-hidden />}>
            <Step at={data?.publishedAt} />
          </Timeline.Item>
          {data?.state === "dead" ? (
            <Timeline.Item title={texts.dead} color="red" bullet={<IconAlertTriangle size={14} aria-hidden />}>
              <Step at={data.deadAt} />
            </Timeline.Item>
          ) : (
            <Timeline.Item title={texts.confirmed} color="teal" bullet={<IconCheck size={15} aria-hidden />}>
              <Step at={data?.confirmedAt} />
            </Timeline.Item>
          )}
        </Timeline>
      </Stack>
    </Card>
  );
}

function reachedStep(delivery: Delivery | undefined): number {
  if (delivery?.confirmedAt || delivery?.state === "dead") return 2;
  return delivery?.publishedAt ? 1 : 0;
}

function Step({ at }: { at: string | null | undefined }): ReactNode {
  const texts = useTexts().delivery;
  const { language } = useLanguage();
  return (
    <Text size="sm" c="dimmed" component="div">
      {at ? (
        <>
          <RelativeTime at={at} />
          <Text size="xs" span display="block">
            {formatInstant(at, language)}
          </Text>
        </>
      ) : (
        texts.notYet
      )}
    </Text>
  );
}
