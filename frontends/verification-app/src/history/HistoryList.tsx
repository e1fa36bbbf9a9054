import { RelativeTime } from "@kubecredential/shared";
import { Anchor, Badge, Card, Group, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTexts } from "../texts";
import { verdictLooks } from "../verify/looks";
import classes from "./HistoryList.module.css";
import type { HistoryEntry } from "./history";

interface HistoryListProps {
  entries: HistoryEntry[];
  action?: (entry: HistoryEntry) => ReactNode;
}

export function HistoryList({ entries, action }: HistoryListProps) {
  const texts = useTexts();
  return (
    <Card p={0}>
      <Stack component="ul" gap={0} p={0} m={0} className={classes.list} aria-label={texts.history.title}>
        {entries.map((entry) => {
          const { color, Icon } = verdictLooks[entry.kind];
          return (
            <li key={entry.id} className={classes.entry}>
              <div className={classes.who}>
                <Anchor
                  fw={600}
                  className="kc-break"
                  renderRoot={(props) => <Link to="/v/$id" params={{ id: entry.id }} {...props} />}
                >
                  {entry.holderName ?? texts.history.unnamed}
                </Anchor>
                <Text size="sm" c="dimmed" className="kc-break">
                  {entry.credentialType ?? entry.id}
                </Text>
              </div>
              <Group gap="sm" wrap="nowrap" className={classes.state}>
                <Text size="sm" c="dimmed" component="span">
                  <RelativeTime at={entry.checkedAt} />
                </Text>
                <Badge variant="light" color={color} leftSection={<Icon size={15} aria-hidden />}>
                  {texts.verdict.short[entry.kind]}
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
