import { ActionIcon, Code, Group, Text } from "@mantine/core";
import IconTimeline from "@tabler/icons-react/icons/IconTimeline";
import { traceUrl } from "../config";
import { useSharedTexts } from "../texts";
import { CopyIcon } from "./CopyButton";

/** A trace ID to copy, with a link to the trace if a trace viewer is configured. */
export function TraceId({ traceId }: { traceId: string }) {
  const texts = useSharedTexts();
  return (
    <Group gap={4} wrap="nowrap">
      <Text size="xs" c="dimmed" component="span">
        {texts.traceId}
      </Text>
      <Code style={{ overflow: "hidden", textOverflow: "ellipsis" }} title={traceId}>
        {traceId.slice(0, 12)}…
      </Code>
      <CopyIcon value={traceId} label={texts.copyTrace} />
      <TraceLink traceId={traceId} />
    </Group>
  );
}

/** A link to the trace, if a trace viewer is configured. */
export function TraceLink({ traceId }: { traceId: string }) {
  const texts = useSharedTexts();
  const url = traceUrl(traceId);
  if (!url) return null;
  return (
    <ActionIcon
      component="a"
      href={url}
      target="_blank"
      rel="noreferrer"
      variant="subtle"
      color="gray"
      aria-label={texts.openTrace}
      title={texts.openTrace}
    >
      <IconTimeline size={16} aria-hidden />
    </ActionIcon>
  );
}
