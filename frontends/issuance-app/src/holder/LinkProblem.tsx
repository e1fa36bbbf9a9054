import { EmptyState, ErrorAlert } from "@kubecredential/shared";
import { Alert, Button, Card, Stack, Text } from "@mantine/core";
import IconClockExclamation from "@tabler/icons-react/icons/IconClockExclamation";
import IconLinkOff from "@tabler/icons-react/icons/IconLinkOff";
import IconLogout from "@tabler/icons-react/icons/IconLogout";
import IconMail from "@tabler/icons-react/icons/IconMail";
import IconMailForward from "@tabler/icons-react/icons/IconMailForward";
import { useHolderTexts } from "./texts";
import { useNewLink, type Why } from "./useHolder";

const icons = {
  unknown: IconLinkOff,
  used: IconLinkOff,
  expired: IconClockExclamation,
  revoked: IconLinkOff,
  erased: IconLinkOff,
  ended: IconClockExclamation,
  signedOut: IconLogout,
  none: IconMail,
} as const;

/** Why a link does not open the page, and how to get another one. */
export function LinkProblem({ why, token }: { why: Why; token?: string }) {
  const texts = useHolderTexts().links;
  const order = useNewLink();
  const mayAsk = token !== undefined && (why === "used" || why === "expired" || why === "ended");
  return (
    <Card maw={560} mx="auto">
      <EmptyState
        order={1}
        icon={icons[why]}
        title={texts[why].title}
        text={why === "ended" && mayAsk ? texts.endedHere : texts[why].text}
        action={
          mayAsk && (
            <Stack align="center" gap="md">
              {!order.isSuccess && (
                <Button
                  size="md"
                  leftSection={<IconMailForward size={18} aria-hidden />}
                  loading={order.isPending}
                  onClick={() => order.mutate(token)}
                >
                  {texts.send}
                </Button>
              )}
              {/* Always rendered: screen readers announce only what is added to an existing live region. */}
              <div role="status">
                {order.isSuccess && (
                  <Alert role="group" color="teal" icon={<IconMail size={20} aria-hidden />} ta="start">
                    {texts.sent}
                  </Alert>
                )}
              </div>
              {order.error && <ErrorAlert error={order.error} />}
              <Text size="sm" c="dimmed" maw={420}>
                {texts.noMessage}
              </Text>
            </Stack>
          )
        }
      />
    </Card>
  );
}
