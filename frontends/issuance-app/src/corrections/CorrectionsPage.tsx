import {
  type Correction,
  EmptyState,
  ErrorAlert,
  isolated,
  localeOf,
  Name,
  RelativeTime,
  useLanguage,
} from "@kubecredential/shared";
import { Dialog } from "@kubecredential/shared/dialog";
import {
  Alert,
  Anchor,
  Badge,
  Button,
  Card,
  Group,
  SegmentedControl,
  Skeleton,
  Stack,
  Text,
  Title,
} from "@mantine/core";
import IconCircleCheck from "@tabler/icons-react/icons/IconCircleCheck";
import IconInbox from "@tabler/icons-react/icons/IconInbox";
import IconReplace from "@tabler/icons-react/icons/IconReplace";
import IconX from "@tabler/icons-react/icons/IconX";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { HoldersTabs } from "../holders/HoldersTabs";
import { useMayUse } from "../session/useSession";
import { useTexts } from "../texts";
import classes from "./Corrections.module.css";
import { readCorrectionSearch } from "./correctionSearch";
import { Decline } from "./Decline";
import { ReplaceAndAnswer } from "./ReplaceAndAnswer";
import { useCorrectionTexts } from "./texts";
import { useCorrections, useOpenCorrections } from "./useCorrections";

const colours = { open: "blue", corrected: "teal", declined: "gray" } as const;

/** What holders have asked to have corrected. */
export function CorrectionsPage() {
  const all = useTexts();
  const texts = useCorrectionTexts();
  const { language } = useLanguage();
  const { state = "open" } = useSearch({ from: "/holders" });
  const navigate = useNavigate({ from: "/holders" });
  const list = useCorrections(state);
  const open = useOpenCorrections(true);
  const [said, setSaid] = useState<string>();
  const items = list.data?.pages.flatMap((page) => page.corrections) ?? [];
  const count = list.data?.pages[0]?.open ?? open;
  return (
    <>
      <title>{all.pageTitle(texts.title)}</title>
      <HoldersTabs />
      <Title order={1} size="h2">
        {texts.title}
      </Title>
      <Text c="dimmed" mb="md">
        {texts.intro}
      </Text>
      <SegmentedControl
        mb="md"
        aria-label={texts.filter}
        value={state}
        onChange={(value) => {
          setSaid(undefined);
          void navigate({ search: readCorrectionSearch({ state: value }), replace: true, resetScroll: false });
        }}
        data={[
          { value: "open", label: texts.open(count.toLocaleString(localeOf(language))) },
          { value: "answered", label: texts.answered },
        ]}
      />
      {/* Always rendered: screen readers announce only what is added to an existing live region. */}
      <div role="status">
        {said && (
          <Alert
            role="group"
            mb="md"
            color="teal"
            icon={<IconCircleCheck size={20} aria-hidden />}
            withCloseButton
            closeButtonLabel={all.lifecycle.dismiss}
            onClose={() => setSaid(undefined)}
          >
            {said}
          </Alert>
        )}
      </div>
      {list.error && <ErrorAlert error={list.error} onRetry={() => list.refetch()} retrying={list.isFetching} />}
      {list.isPending ? (
        <Skeleton h={240} radius="lg" role="status" aria-label={texts.loading} />
      ) : items.length > 0 ? (
        <Stack>
          <ul className={classes.list} aria-label={texts.title}>
            {items.map((correction) => (
              <Item key={correction.id} correction={correction} onAnswered={setSaid} />
            ))}
          </ul>
          {list.hasNextPage && (
            <Button
              variant="light"
              style={{ alignSelf: "center" }}
              onClick={() => list.fetchNextPage()}
              loading={list.isFetchingNextPage}
            >
              {texts.more}
            </Button>
          )}
        </Stack>
      ) : (
        list.data && (
          <Card>
            {state === "open" ? (
              <EmptyState icon={IconCircleCheck} color="teal" title={texts.emptyTitle} text={texts.empty} />
            ) : (
              <EmptyState icon={IconInbox} title={texts.noneTitle} text={texts.none} />
            )}
          </Card>
        )
      )}
    </>
  );
}

function Item({ correction, onAnswered }: { correction: Correction; onAnswered: (said: string) => void }) {
  const texts = useCorrectionTexts();
  const mayAnswer = useMayUse("issue");
  const { credentialId, holderName, credentialType, current, proposed, note, state, createdAt } = correction;
  const [asked, setAsked] = useState<"replace" | "decline">();

  function finish(said: string) {
    setAsked(undefined);
    onAnswered(said);
    // The card with its buttons is gone.
    setTimeout(() => document.querySelector("main")?.focus({ preventScroll: true }));
  }

  return (
    <Card component="li" aria-label={isolated(holderName)}>
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start" gap="xs">
          <div style={{ flex: "1 1 16rem", minWidth: 0 }}>
            <Anchor
              fw={600}
              className="kc-break"
              renderRoot={(props) => <Link to="/credentials/$id" params={{ id: credentialId }} {...props} />}
            >
              <Name>{holderName}</Name>
            </Anchor>
            <Text size="sm" c="dimmed" className="kc-break" component="div">
              <Name>{credentialType}</Name> · {texts.reported} <RelativeTime at={createdAt} />
            </Text>
          </div>
          {state !== "open" && (
            <Badge variant="light" color={colours[state]}>
              {texts.states[state]}
            </Badge>
          )}
        </Group>
        <dl className={classes.change}>
          <dt>{texts.current}</dt>
          <dd>
            <Name>{current}</Name>
          </dd>
          <dt>{texts.proposed}</dt>
          <dd className={classes.wanted}>
            <Name>{proposed}</Name>
          </dd>
          {note !== null && (
            <>
              <dt>{texts.note}</dt>
              <dd>
                <Name>{note}</Name>
              </dd>
            </>
          )}
          {correction.answer !== null && (
            <>
              <dt>{texts.answer}</dt>
              <dd>
                <Name>{correction.answer}</Name>
              </dd>
            </>
          )}
        </dl>
        {correction.replacedBy !== null && (
          <Anchor
            size="sm"
            renderRoot={(props) => (
              <Link to="/credentials/$id" params={{ id: correction.replacedBy ?? "" }} {...props} />
            )}
          >
            {texts.successor}
          </Anchor>
        )}
        {state === "open" && mayAnswer && (
          <Group gap="xs">
            <Button
              size="sm"
              leftSection={<IconReplace size={16} aria-hidden />}
              aria-label={texts.replaceOf(isolated(holderName))}
              onClick={() => setAsked("replace")}
            >
              {texts.replace}
            </Button>
            <Button
              size="sm"
              variant="default"
              leftSection={<IconX size={16} aria-hidden />}
              aria-label={texts.declineOf(isolated(holderName))}
              onClick={() => setAsked("decline")}
            >
              {texts.decline}
            </Button>
          </Group>
        )}
      </Stack>
      {asked === "replace" && (
        <ReplaceAndAnswer
          correction={correction}
          onClose={() => setAsked(undefined)}
          onDone={() => finish(texts.corrected)}
        />
      )}
      <Dialog opened={asked === "decline"} onClose={() => setAsked(undefined)} title={texts.declineTitle}>
        <Decline correction={correction} onClose={() => setAsked(undefined)} onDone={() => finish(texts.declined)} />
      </Dialog>
    </Card>
  );
}
