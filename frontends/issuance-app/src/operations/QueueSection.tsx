import { localeOf, useLanguage } from "@kubecredential/shared";
import { Card, Group, SegmentedControl, Tabs, Title } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTexts } from "../texts";
import { FailedEvents } from "./FailedEvents";
import { type Queue, type Service, searchOf } from "./queueChoice";
import { useIssuerStats, useVerifierStats } from "./useOperations";

const sectionId = "queues";

/** Leads the eye and the keyboard to the queues once the chosen one is shown. */
export function focusQueues() {
  setTimeout(() => document.getElementById(sectionId)?.focus());
}

/** Both services' dead letters and retry queues. */
export function QueueSection() {
  const texts = useTexts().operations.queues;
  const choice = useSearch({ from: "/operations" });
  const service: Service = choice.service ?? "issuer";
  const queue: Queue = choice.queue ?? "dead";
  const navigate = useNavigate({ from: "/operations" });
  const { language } = useLanguage();
  const issuer = useIssuerStats().data;
  const verifier = useVerifierStats().data;
  const counts: Record<Service, Record<Queue, number | null | undefined>> = {
    issuer: { dead: issuer?.deadLetterSize, retry: issuer?.retryQueueSize },
    verifier: { dead: verifier?.deadLetterSize, retry: verifier?.retryQueueSize },
  };

  function show(next: { service?: Service; queue?: Queue }) {
    const { service: nextService, queue: nextQueue } = { service, queue, ...next };
    void navigate({
      search: { ...searchOf(nextService, nextQueue), ...(choice.range && { range: choice.range }) },
      replace: true,
      resetScroll: false,
    });
  }

  const withCount = (name: string, count: number | undefined) =>
    count === undefined ? name : texts.counted(name, count.toLocaleString(localeOf(language)));
  const label = (of: Queue) => withCount(texts[of], counts[service][of] ?? undefined);
  const tab = (of: Service) => {
    const { dead, retry } = counts[of];
    return withCount(texts[of], typeof dead === "number" && typeof retry === "number" ? dead + retry : undefined);
  };
  return (
    <Card component="section" id={sectionId} tabIndex={-1} aria-labelledby="queues-heading">
      <Title order={2} size="h4" id="queues-heading" mb="sm">
        {texts.heading}
      </Title>
      <Tabs value={service} onChange={(value) => show({ service: value as Service })} keepMounted={false}>
        <Group justify="space-between" mb="md" gap="sm">
          <Tabs.List>
            <Tabs.Tab value="issuer">{tab("issuer")}</Tabs.Tab>
            <Tabs.Tab value="verifier">{tab("verifier")}</Tabs.Tab>
          </Tabs.List>
          <SegmentedControl
            aria-label={texts.which}
            size="sm"
            value={queue}
            onChange={(value) => show({ queue: value as Queue })}
            data={[
              { value: "dead", label: label("dead") },
              { value: "retry", label: label("retry") },
            ]}
          />
        </Group>
        {(["issuer", "verifier"] as const).map((of) => (
          <Tabs.Panel key={of} value={of}>
            <FailedEvents key={queue} service={of} queue={queue} total={counts[of][queue] ?? undefined} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Card>
  );
}
