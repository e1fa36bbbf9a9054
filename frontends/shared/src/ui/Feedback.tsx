import { Alert, Button, Code, type MantineColor, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import IconAlertTriangle from "@tabler/icons-react/icons/IconAlertTriangle";
import IconCloudOff from "@tabler/icons-react/icons/IconCloudOff";
import IconRefresh from "@tabler/icons-react/icons/IconRefresh";
import type { ComponentType, ReactNode } from "react";
import { ApiError, UnreachableError } from "../api/errors";
import { useSharedTexts } from "../texts";
import { Name } from "./Name";

/** Describes an error to the user. */
export function useErrorText(error: unknown): { title: string; text: string; traceId?: string } {
  const texts = useSharedTexts().errors;
  if (error instanceof UnreachableError) {
    return navigator.onLine
      ? { title: texts.unreachableTitle, text: texts.unreachable }
      : { title: texts.offlineTitle, text: texts.offline };
  }
  if (error instanceof ApiError) {
    const traceId = error.problem.traceId;
    if (error.status === 503 || error.status === 429) {
      return { title: texts.busyTitle, text: texts.busy(error.retryAfterSeconds), traceId };
    }
    return {
      title: texts.refusedTitle,
      text: error.body === null ? texts.refused(error.status) : error.message,
      traceId,
    };
  }
  return { title: texts.brokenTitle, text: error instanceof Error ? error.message : String(error) };
}

interface ErrorAlertProps {
  error: unknown;
  onRetry?: () => void;
  retrying?: boolean;
  children?: ReactNode;
}

export function ErrorAlert({ error, onRetry, retrying, children }: ErrorAlertProps) {
  const texts = useSharedTexts();
  const { title, text, traceId } = useErrorText(error);
  const Icon = error instanceof UnreachableError ? IconCloudOff : IconAlertTriangle;
  return (
    <Alert role="alert" color="red" title={title} icon={<Icon size={20} aria-hidden />}>
      <Stack gap="xs" align="flex-start">
        <Name>{text}</Name>
        {children}
        {traceId && (
          <Text size="xs" className="kc-break">
            {texts.traceId} <Code>{traceId}</Code>
          </Text>
        )}
        {onRetry && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconRefresh size={14} aria-hidden />}
            onClick={onRetry}
            loading={retrying}
          >
            {texts.tryAgain}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

interface EmptyStateProps {
  icon: ComponentType<{ size?: number; "aria-hidden"?: boolean }>;
  title: string;
  text: ReactNode;
  action?: ReactNode;
  /** Green where empty is good; the default is the app's colour. */
  color?: MantineColor;
  /** Heading level of the title. */
  order?: 1 | 2 | 3;
}

export function EmptyState({ icon: Icon, title, text, action, color, order = 2 }: EmptyStateProps) {
  return (
    <Stack align="center" gap="xs" py="xl" px="md" ta="center">
      <ThemeIcon variant="light" size={56} radius="xl" color={color}>
        <Icon size={28} aria-hidden />
      </ThemeIcon>
      <Title order={order} size="h4" mt="xs">
        {title}
      </Title>
      <Text c="dimmed" maw={420}>
        {text}
      </Text>
      {action && <div style={{ marginTop: "0.5rem" }}>{action}</div>}
    </Stack>
  );
}

/** A route's error boundary: shown for bugs, not for network errors. */
export function BrokenPage({ error }: { error: unknown }) {
  const texts = useSharedTexts();
  return (
    <Alert role="alert" color="red" title={texts.errors.brokenTitle} icon={<IconAlertTriangle size={20} aria-hidden />}>
      <Stack gap="xs" align="flex-start">
        <span>{texts.errors.broken}</span>
        <Code className="kc-break">
          <Name>{error instanceof Error ? error.message : String(error)}</Name>
        </Code>
        <Button size="xs" variant="default" onClick={() => location.reload()}>
          {texts.errors.reload}
        </Button>
      </Stack>
    </Alert>
  );
}
