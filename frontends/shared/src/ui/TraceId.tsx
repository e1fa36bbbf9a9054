import { ActionIcon, Code, Group, Text } from "@mantine/core";
import IconTimeline from "@tabler/icons-react/icons/IconTimeline";
import { traceUrl } from "../config";
import { useSharedTexts } from "../texts";
import { CopyIcon } from "./CopyButton";

/** A trace's id, to copy, and to open where a place that shows traces is configured. */
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

/** Opens the trace; nothing where no place that shows traces is configured. */
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
