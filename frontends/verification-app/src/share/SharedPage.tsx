import {
  ApiError,
  EmptyState,
  ErrorAlert,
  type ShareFault,
  UnreachableError,
  useSharedTexts,
} from "@kubecredential/shared";
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import IconCloudOff from "@tabler/icons-react/icons/IconCloudOff";
import IconLinkOff from "@tabler/icons-react/icons/IconLinkOff";
import IconLockOpen from "@tabler/icons-react/icons/IconLockOpen";
import IconRefresh from "@tabler/icons-react/icons/IconRefresh";
import IconSearch from "@tabler/icons-react/icons/IconSearch";
import { Link, useLocation } from "@tanstack/react-router";
import { useTexts } from "../texts";
import { linkTo } from "../verify/linkTo";
import { VerdictActions } from "../verify/VerdictActions";
import { useSentence, VerdictView } from "../verify/VerdictView";
import { useShared } from "./useShared";

/** A credential with everything in it, as its holder shares it. The link's token is in the fragment, which no server sees. */
export function SharedPage() {
  const token = useLocation({ select: ({ hash }) => hash });
  return <Shared key={token} token={token} />;
}

function Shared({ token }: { token: string }) {
  const texts = useTexts();
  const { data, error, isFetching, refetch } = useShared(token);
  const sentence = useSentence(typeof data === "string" ? undefined : data);
  if (token === "") return <Closed reason="incomplete" />;
  if (typeof data === "string") return <Closed reason={data} />;
  if (error && !data && isAway(error)) return <Closed reason="away" onRetry={refetch} retrying={isFetching} />;
  const id = data?.credential?.id;
  return (
    <Stack gap="lg" maw={800} mx="auto">
      <title>{texts.pageTitle(sentence ?? texts.shared.title)}</title>
      {error && !data && (
        <Title order={1} size="h2">
          {texts.verdict.rejected}
        </Title>
      )}
      {error && <ErrorAlert error={error} onRetry={refetch} retrying={isFetching} />}
      {data?.credential && (
        <Group gap={8} wrap="nowrap">
          <IconLockOpen size={18} aria-hidden style={{ flexShrink: 0 }} />
          <Text size="sm">{texts.shared.whole}</Text>
        </Group>
      )}
      <VerdictView
        id={id ?? ""}
        verdict={data}
        isWhole={false}
        link={id && linkTo(id)}
        checking={error ? undefined : texts.shared.opening}
      >
        {data && <VerdictActions onRecheck={refetch} rechecking={isFetching} />}
      </VerdictView>
    </Stack>
  );
}

function isAway(error: unknown): boolean {
  return error instanceof UnreachableError || (error instanceof ApiError && error.status === 503);
}

interface ClosedProps {
  reason: ShareFault | "incomplete" | "away";
  onRetry?: () => void;
  retrying?: boolean;
}

/** Why nothing is shown, and what to do. */
function Closed({ reason, onRetry, retrying }: ClosedProps) {
  const { shared: texts, pageTitle } = useTexts();
  const title = texts[`${reason}Title`];
  const isOver = reason === "expired" || reason === "switchedOff";
  return (
    <div role="status">
      <title>{pageTitle(title)}</title>
      <EmptyState
        order={1}
        color={reason === "away" ? "orange" : "gray"}
        icon={reason === "away" ? IconCloudOff : IconLinkOff}
        title={title}
        text={isOver ? `${texts[reason]} ${texts.nothingSaid}` : texts[reason]}
        action={
          onRetry ? (
            <TryAgain onRetry={onRetry} retrying={retrying} />
          ) : (
            <Button
              variant="default"
              leftSection={<IconSearch size={16} aria-hidden />}
              renderRoot={(props) => <Link to="/" {...props} />}
            >
              {texts.enter}
            </Button>
          )
        }
      />
    </div>
  );
}

function TryAgain({ onRetry, retrying }: { onRetry: () => void; retrying?: boolean }) {
  const texts = useSharedTexts();
  return (
    <Button leftSection={<IconRefresh size={16} aria-hidden />} onClick={onRetry} loading={retrying}>
      {texts.tryAgain}
    </Button>
  );
}
