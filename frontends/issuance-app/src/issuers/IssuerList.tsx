import { dayOf, formatDay, hostOf, type Issuer, IssuerLogo, Name, useLanguage } from "@kubecredential/shared";
import { Anchor, Card, Group, Stack, Table, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useIsNarrow } from "../useIsNarrow";
import { useIssuerTexts } from "./texts";

export function IssuerList({ issuers }: { issuers: Issuer[] }) {
  return useIsNarrow() ? <Cards issuers={issuers} /> : <Rows issuers={issuers} />;
}

function Rows({ issuers }: { issuers: Issuer[] }) {
  const texts = useIssuerTexts();
  const { language } = useLanguage();
  return (
    <Card p={0}>
      <Table verticalSpacing="sm" horizontalSpacing="md" highlightOnHover aria-label={texts.title}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{texts.columns.name}</Table.Th>
            <Table.Th>{texts.columns.website}</Table.Th>
            <Table.Th>{texts.columns.since}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {issuers.map((issuer) => (
            <Table.Tr key={issuer.slug}>
              <Table.Td>
                <Group gap="sm" wrap="nowrap">
                  <IssuerLogo name={issuer.name} logo={issuer.logo} size={36} />
                  <ProfileLink issuer={issuer} />
                </Group>
              </Table.Td>
              <Table.Td className="kc-break">{hostOf(issuer.website) ?? "–"}</Table.Td>
              <Table.Td style={{ whiteSpace: "nowrap" }}>{formatDay(dayOf(issuer.registeredAt), language)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}

function Cards({ issuers }: { issuers: Issuer[] }) {
  const texts = useIssuerTexts();
  const { language } = useLanguage();
  return (
    <Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: "none" }} aria-label={texts.title}>
      {issuers.map((issuer) => (
        <Card component="li" key={issuer.slug} p="md">
          <Group gap="sm" wrap="nowrap" align="flex-start">
            <IssuerLogo name={issuer.name} logo={issuer.logo} />
            <div style={{ flex: 1, minWidth: 0 }}>
              <ProfileLink issuer={issuer} />
              {hostOf(issuer.website) && (
                <Text size="sm" className="kc-break">
                  {hostOf(issuer.website)}
                </Text>
              )}
              <Text size="sm" c="dimmed">
                {texts.profile.registered(formatDay(dayOf(issuer.registeredAt), language))}
              </Text>
            </div>
          </Group>
        </Card>
      ))}
    </Stack>
  );
}

function ProfileLink({ issuer: { name, slug } }: { issuer: Issuer }) {
  return (
    <Anchor
      fw={600}
      className="kc-break"
      renderRoot={(props) => <Link to="/issuers/$slug" params={{ slug }} {...props} />}
    >
      <Name>{name}</Name>
    </Anchor>
  );
}
