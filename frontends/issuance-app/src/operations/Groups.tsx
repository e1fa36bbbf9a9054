import { RelativeTime, useLanguage } from "@kubecredential/shared";
import { Badge, Group, Table, Title } from "@mantine/core";
import { useTexts } from "../texts";
import { useIssuerStats } from "./useOperations";

/** The services that consume events, and how far each has come. */
export function Groups() {
  const texts = useTexts().operations.groups;
  const { language } = useLanguage();
  const groups = useIssuerStats().data?.groups;
  if (!groups?.length) return null;
  const count = (value: number | null) => value?.toLocaleString(language) ?? "–";
  return (
    <section aria-labelledby="groups-heading">
      <Title order={2} size="h4" id="groups-heading" mb="sm">
        {texts.heading}
      </Title>
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
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {groups.map((group) => (
              <Table.Tr key={group.name}>
                <Table.Th scope="row">
                  <Group gap="xs">
                    {group.name}
                    <Badge variant="light" color={group.required ? "blue" : "gray"}>
                      {group.required ? texts.required : texts.optional}
                    </Badge>
                  </Group>
                </Table.Th>
                <Table.Td>{group.lagIsExact === false ? texts.atLeast(count(group.lag)) : count(group.lag)}</Table.Td>
                <Table.Td>{count(group.retryQueueSize)}</Table.Td>
                <Table.Td>{count(group.deadLetterSize)}</Table.Td>
                <Table.Td>{count(group.confirmed)}</Table.Td>
                <Table.Td>{group.lastSeenAt ? <RelativeTime at={group.lastSeenAt} /> : "–"}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </section>
  );
}
