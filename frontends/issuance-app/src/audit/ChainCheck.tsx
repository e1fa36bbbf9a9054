import {
  type ChainCheck as Answer,
  ErrorAlert,
  formatInstant,
  localeOf,
  Name,
  useLanguage,
} from "@kubecredential/shared";
import { Alert, Button, Card, Code, Group, Stack, Text, Title } from "@mantine/core";
import IconAlertTriangle from "@tabler/icons-react/icons/IconAlertTriangle";
import IconCircleCheck from "@tabler/icons-react/icons/IconCircleCheck";
import IconLink from "@tabler/icons-react/icons/IconLink";
import { useMayUse } from "../session/useSession";
import { useTexts } from "../texts";
import { useChainCheck } from "./useAudit";

/** Checks on request whether any entry was changed, removed or inserted after it was written. */
export function ChainCheck({ service }: { service: "issuer" | "verifier" }) {
  const texts = useTexts().audit.chain;
  const check = useChainCheck(service);
  return (
    <Card component="section" aria-labelledby="chain-heading">
      <Group justify="space-between" gap="sm">
        <div style={{ flex: "1 1 18rem" }}>
          <Title order={2} size="h4" id="chain-heading">
            {texts.heading}
          </Title>
          <Text size="sm" c="dimmed">
            {texts.intro}
          </Text>
        </div>
        <Button
          leftSection={<IconLink size={16} aria-hidden />}
          onClick={() => check.mutate()}
          loading={check.isPending}
        >
          {texts.check}
        </Button>
      </Group>
      {/* Always rendered: screen readers announce only what is added to an existing live region. */}
      <div role="status">{check.data && <Result answer={check.data} />}</div>
      {check.error && <ErrorAlert error={check.error} onRetry={() => check.mutate()} retrying={check.isPending} />}
    </Card>
  );
}

function Result({ answer }: { answer: Answer }) {
  const texts = useTexts().audit.chain;
  const { language } = useLanguage();
  const mayOperate = useMayUse("operations");
  const { intact, checked, unsealed, head, firstBroken } = answer;
  return (
    <Alert
      role="group"
      mt="md"
      color={intact ? "teal" : "red"}
      icon={intact ? <IconCircleCheck size={20} aria-hidden /> : <IconAlertTriangle size={20} aria-hidden />}
      title={intact ? texts.intact : texts.broken}
    >
      <Stack gap={4}>
        <span>{texts.checked(checked.toLocaleString(localeOf(language)), unsealed ?? 0)}</span>
        {firstBroken && (
          <span className="kc-break">
            {texts.firstBroken(firstBroken.number)} <Name>{firstBroken.reason}</Name>
          </span>
        )}
        {head && intact && (
          <Text size="xs" className="kc-break">
            {texts.head(head.number, formatInstant(head.at, language))} <Code>{head.hash}</Code>
          </Text>
        )}
        <Text size="xs" className="kc-break">
          {formatInstant(answer.timestamp, language)}
          {mayOperate && ` · ${answer.workerId}`}
        </Text>
      </Stack>
    </Alert>
  );
}
