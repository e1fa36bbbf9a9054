import { Name, RelativeTime, useLanguage } from "@kubecredential/shared";
import { Anchor, Badge, Card, Group, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTexts } from "../texts";
import { shownKind } from "../verify/checks";
import { verdictLooks } from "../verify/looks";
import { titleOf } from "../verify/titleOf";
import classes from "./HistoryList.module.css";
import { type HistoryEntry, trustIn } from "./history";

interface HistoryListProps {
  entries: HistoryEntry[];
  action?: (entry: HistoryEntry) => ReactNode;
}

export function HistoryList({ entries, action }: HistoryListProps) {
  const texts = useTexts();
  const { language } = useLanguage();
  return (
    <Card p={0}>
      <Stack component="ul" gap={0} p={0} m={0} className={classes.list} aria-label={texts.history.title}>
        {entries.map((entry) => {
          const { color, Icon } = verdictLooks[shownKind(entry.verdict)];
          const trust = trustIn(entry);
          const { credentialType, verdict } = entry;
          // What was only shown to the user is called as it was shown.
          const look = trust === "issued" ? verdict.certificate : undefined;
          const title = credentialType === null ? entry.id : titleOf({ credentialType }, look, language);
          return (
            <li key={entry.key} className={classes.entry}>
              <div className={classes.who}>
                <Anchor
                  fw={600}
                  py={2}
                  display="inline-block"
                  className="kc-break"
                  renderRoot={(props) => <Link to="/history/$key" params={{ key: entry.key }} {...props} />}
                >
                  {entry.holderName === null ? texts.history.unnamed : <Name>{entry.holderName}</Name>}
                </Anchor>
                {trust !== "issued" && (
                  <Text size="sm" c={trust === "notGenuine" ? "var(--mantine-color-error)" : "dimmed"}>
                    {texts.history[trust]}
                  </Text>
                )}
                <Text size="sm" c="dimmed" className="kc-break">
                  <Name>{title}</Name>
                </Text>
              </div>
              <Group gap="sm" className={classes.state}>
                <Text size="sm" c="dimmed" component="span" className={classes.when}>
                  <RelativeTime at={entry.verdict.checkedAt} />
                </Text>
                <Badge variant="light" color={color} leftSection={<Icon size={15} aria-hidden />} miw="max-content">
                  {texts.verdict.short[shownKind(entry.verdict)]}
                </Badge>
                {action?.(entry)}
              </Group>
            </li>
          );
        })}
      </Stack>
    </Card>
  );
}
