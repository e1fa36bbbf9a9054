import { ErrorAlert, isolated, localeOf, RelativeTime, useLanguage } from "@kubecredential/shared";
import { Badge, Button, Group, Skeleton, Table, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useTexts } from "../texts";
import { ConfirmDialog } from "./ConfirmDialog";
import { GroupDeadLetters } from "./GroupDeadLetters";
import { useIssuerStats, useRetireGroup } from "./useOperations";

/** The services that consume events, and how far each has come. */
export function Groups() {
  const texts = useTexts().operations.groups;
  const { language } = useLanguage();
  const { data, error, isPending, isFetching, refetch } = useIssuerStats();
  const groups = data?.groups ?? [];
  const retire = useRetireGroup();
  const [asked, setAsked] = useState<{ name: string; isOpen: boolean }>({ name: "", isOpen: false });
  const [shown, setShown] = useState<{ name: string; isOpen: boolean }>({ name: "", isOpen: false });
  if (isPending) return <Skeleton h={160} radius="lg" role="status" aria-label={texts.loading} />;
  if (groups.length === 0 && !error) return null;
  const count = (value: number | null) => value?.toLocaleString(localeOf(language)) ?? "–";
  return (
    <section aria-labelledby="groups-heading">
      <Title order={2} size="h4" id="groups-heading">
        {texts.heading}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {texts.intro}
      </Text>
      {error && <ErrorAlert error={error} onRetry={() => refetch()} retrying={isFetching} />}
      {groups.length > 0 && (
        <Table.ScrollContainer
          minWidth={640}
          scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "group", "aria-label": texts.heading } }}
        >
          <Table verticalSpacing="sm" aria-labelledby="groups-heading">
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{texts.columns.name}</Table.Th>
                <Table.Th scope="col">{texts.columns.lag}</Table.Th>
                <Table.Th scope="col">{texts.columns.retrying}</Table.Th>
                <Table.Th scope="col">{texts.columns.dead}</Table.Th>
                <Table.Th scope="col">{texts.columns.confirmed}</Table.Th>
                <Table.Th scope="col">{texts.columns.lastSeen}</Table.Th>
                <Table.Th scope="col">
                  <span className="kc-visually-hidden">{texts.columns.actions}</span>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {groups.map((group) => (
                <Table.Tr key={group.name}>
                  <Table.Th scope="row">
                    <Group gap="xs">
                      {group.name}
                      <Badge variant="light" miw="max-content" color={group.required ? "blue" : "gray"}>
                        {group.required ? texts.required : texts.optional}
                      </Badge>
                    </Group>
                  </Table.Th>
                  <Table.Td>{group.lagIsExact === false ? texts.atLeast(count(group.lag)) : count(group.lag)}</Table.Td>
                  <Table.Td>{count(group.retryQueueSize)}</Table.Td>
                  <Table.Td>
                    {group.deadLetterSize ? (
                      <Button
                        size="compact-sm"
                        variant="default"
                        aria-label={texts.deadLetters.show(isolated(group.name), count(group.deadLetterSize))}
                        onClick={() => setShown({ name: group.name, isOpen: true })}
                      >
                        {count(group.deadLetterSize)}
                      </Button>
                    ) : (
                      count(group.deadLetterSize)
                    )}
                  </Table.Td>
                  <Table.Td>{count(group.confirmed)}</Table.Td>
                  <Table.Td>{group.lastSeenAt ? <RelativeTime at={group.lastSeenAt} /> : "–"}</Table.Td>
                  <Table.Td ta="end">
                    {!group.required && (
                      <Button
                        size="xs"
                        variant="default"
                        aria-label={texts.retireOne(isolated(group.name))}
                        onClick={() => setAsked({ name: group.name, isOpen: true })}
                      >
                        {texts.retire}
                      </Button>
                    )}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      <GroupDeadLetters
        group={shown.name}
        opened={shown.isOpen}
        onClose={() => setShown({ ...shown, isOpen: false })}
      />
      <ConfirmDialog
        opened={asked.isOpen}
        onClose={() => setAsked({ ...asked, isOpen: false })}
        title={texts.retireTitle(isolated(asked.name))}
        text={texts.retireText}
        action={texts.retire}
        danger
        reason="required"
        order={retire}
        onConfirm={(reason, close) => retire.mutate({ group: asked.name, reason }, { onSuccess: close })}
      />
    </section>
  );
}
