import { EmptyState, isolated } from "@kubecredential/shared";
import { ActionIcon, Button, Card, Group, Text, Title } from "@mantine/core";
import IconHistory from "@tabler/icons-react/icons/IconHistory";
import IconTrash from "@tabler/icons-react/icons/IconTrash";
import IconX from "@tabler/icons-react/icons/IconX";
import { Link } from "@tanstack/react-router";
import { useRef } from "react";
import { useTexts } from "../texts";
import { HistoryList } from "./HistoryList";
import { forget, forgetAll, useHistory } from "./history";

export function HistoryPage() {
  const texts = useTexts();
  const entries = useHistory();
  const heading = useRef<HTMLHeadingElement>(null);

  function clear() {
    forgetAll();
    // The button that had the focus is gone.
    heading.current?.focus();
  }

  return (
    <div style={{ maxWidth: 760, marginInline: "auto" }}>
      <title>{texts.pageTitle(texts.history.title)}</title>
      <Group justify="space-between" mb="lg" gap="sm">
        <div>
          <Title order={1} size="h2" ref={heading} tabIndex={-1} style={{ outline: "none" }}>
            {texts.history.title}
          </Title>
          <Text c="dimmed">{texts.history.intro}</Text>
        </div>
        {entries.length > 0 && (
          <Button variant="default" leftSection={<IconTrash size={16} aria-hidden />} onClick={clear}>
            {texts.history.clear}
          </Button>
        )}
      </Group>
      {entries.length > 0 ? (
        <HistoryList
          entries={entries}
          action={(entry) => {
            const label = texts.history.remove(isolated(entry.holderName ?? entry.id));
            return (
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={label}
                title={label}
                onClick={() => {
                  forget(entry.key);
                  heading.current?.focus();
                }}
              >
                <IconX size={16} aria-hidden />
              </ActionIcon>
            );
          }}
        />
      ) : (
        <Card>
          <EmptyState
            icon={IconHistory}
            title={texts.history.emptyTitle}
            text={texts.history.empty}
            action={<Button renderRoot={(props) => <Link to="/" {...props} />}>{texts.history.verifyFirst}</Button>}
          />
        </Card>
      )}
    </div>
  );
}
