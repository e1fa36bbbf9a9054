import {
  CopyButton,
  EmptyState,
  formatInstant,
  isExpired,
  JsonText,
  PrintButton,
  parseJson,
  standingOf,
  useLanguage,
} from "@kubecredential/shared";
import { Alert, Badge, Button, Card, Group, Stack, Text, Title } from "@mantine/core";
import IconArrowLeft from "@tabler/icons-react/icons/IconArrowLeft";
import IconHistory from "@tabler/icons-react/icons/IconHistory";
import IconRefresh from "@tabler/icons-react/icons/IconRefresh";
import { Link, useParams } from "@tanstack/react-router";
import { useTexts } from "../texts";
import { linkTo } from "../verify/linkTo";
import { VerdictView } from "../verify/VerdictView";
import { type HistoryEntry, trustIn, useHistory } from "./history";
import classes from "./RecordPage.module.css";

/** A past verdict with the input it was based on. */
export function RecordPage() {
  const texts = useTexts();
  const { key } = useParams({ from: "/history/$key" });
  const entry = useHistory().find((one) => one.key === key);
  if (!entry) {
    return (
      <>
        <title>{texts.pageTitle(texts.record.goneTitle)}</title>
        <EmptyState
          order={1}
          icon={IconHistory}
          title={texts.record.goneTitle}
          text={texts.record.gone}
          action={<Button renderRoot={(props) => <Link to="/history" {...props} />}>{texts.record.back}</Button>}
        />
      </>
    );
  }
  return <Record entry={entry} />;
}

function Record({ entry }: { entry: HistoryEntry }) {
  const texts = useTexts();
  const { language } = useLanguage();
  const { id, shown, raw, verdict } = entry;
  const instant = formatInstant(verdict.checkedAt, language);
  const hasExpired = verdict.kind === "valid" && isExpired(verdict.credential?.expiryDate ?? null);
  const hasBeenReplaced = verdict.kind === "valid" && verdict.status && standingOf(verdict.status, {}) === "superseded";
  return (
    <Stack gap="lg" maw={800} mx="auto">
      <title>{texts.pageTitle(texts.record.title(instant))}</title>
      <Alert color="blue" icon={<IconHistory size={20} aria-hidden />} title={texts.record.title(instant)}>
        <Stack gap={4}>
          <span>{texts.record.notAgain}</span>
          {hasExpired && <span>{texts.record.expiredSince}</span>}
          {hasBeenReplaced && <span>{texts.record.replacedSince}</span>}
          {shown === "lost" && <span>{texts.record.lost}</span>}
        </Stack>
      </Alert>
      <VerdictView id={id} verdict={verdict} isWhole={shown === "whole"} link={shown === "id" ? linkTo(id) : undefined}>
        <Group gap="xs" align="center" className="kc-no-print">
          {shown !== "lost" && (
            <Button
              leftSection={<IconRefresh size={16} aria-hidden />}
              renderRoot={(props) =>
                shown === "id" ? (
                  <Link to="/v/$id" params={{ id }} {...props} />
                ) : (
                  <Link to="/check" state={(previous) => ({ ...previous, raw })} {...props} />
                )
              }
            >
              {texts.verdict.recheck}
            </Button>
          )}
          {shown === "id" && <CopyButton value={linkTo(id)} label={texts.verdict.copyLink} />}
          <PrintButton />
          <Button
            variant="default"
            leftSection={<IconArrowLeft size={16} aria-hidden />}
            renderRoot={(props) => <Link to="/history" {...props} />}
          >
            {texts.record.back}
          </Button>
        </Group>
        {raw !== undefined && <Shown raw={raw} trust={trustIn(entry)} />}
      </VerdictView>
    </Stack>
  );
}

/** The browser's storage may have been edited, so this may not be JSON. */
function jsonOrText(raw: string): unknown {
  try {
    return parseJson(raw);
  } catch {
    return raw;
  }
}

function Shown({ raw, trust }: { raw: string; trust: ReturnType<typeof trustIn> }) {
  const texts = useTexts();
  return (
    <Card component="section" aria-labelledby="shown-heading">
      <Group justify="space-between" gap="xs" mb="sm">
        <Title order={2} size="h4" id="shown-heading">
          {texts.record.shown}
        </Title>
        {trust !== "issued" && (
          <Badge variant="light" color={trust === "notGenuine" ? "red" : "gray"}>
            {texts.history[trust]}
          </Badge>
        )}
      </Group>
      <Text component="pre" size="sm" m={0} className={classes.shown}>
        <JsonText value={jsonOrText(raw)} />
      </Text>
    </Card>
  );
}
