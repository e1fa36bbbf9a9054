import { dayOf, formatDay, Name, type TrustedIssuer, useLanguage } from "@kubecredential/shared";
import { Button, Card, Group, Stack, Table, Text } from "@mantine/core";
import { useIsNarrow } from "../useIsNarrow";
import { useTrustedTexts } from "./texts";

interface TrustedIssuerListProps {
  issuers: TrustedIssuer[];
  onChange: (issuer: TrustedIssuer) => void;
  onRemove: (issuer: TrustedIssuer) => void;
}

export function TrustedIssuerList(props: TrustedIssuerListProps) {
  return useIsNarrow() ? <Cards {...props} /> : <Rows {...props} />;
}

function Rows(props: TrustedIssuerListProps) {
  const texts = useTrustedTexts();
  return (
    <Card p={0}>
      <Table verticalSpacing="sm" horizontalSpacing="md" aria-label={texts.title}>
        <Table.Thead>
          <Table.Tr>
            {Object.entries(texts.columns).map(([name, text]) => (
              <Table.Th key={name}>{text}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {props.issuers.map((issuer) => (
            <Table.Tr key={issuer.id}>
              <Table.Td>
                <Who issuer={issuer} />
              </Table.Td>
              <Table.Td>
                <Types issuer={issuer} />
              </Table.Td>
              <Table.Td>
                <Period issuer={issuer} />
              </Table.Td>
              <Table.Td>
                <Changed issuer={issuer} />
              </Table.Td>
              <Table.Td>
                <Actions issuer={issuer} {...props} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}

function Cards(props: TrustedIssuerListProps) {
  return (
    <Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: "none" }}>
      {props.issuers.map((issuer) => (
        <Card component="li" key={issuer.id}>
          <Stack gap="xs">
            <Who issuer={issuer} />
            <Types issuer={issuer} />
            <Period issuer={issuer} />
            <Changed issuer={issuer} />
            <Actions issuer={issuer} {...props} />
          </Stack>
        </Card>
      ))}
    </Stack>
  );
}

interface IssuerProps {
  issuer: TrustedIssuer;
}

function Who({ issuer: { name, did } }: IssuerProps) {
  return (
    <>
      <Text fw={600} className="kc-break">
        <Name>{name}</Name>
      </Text>
      <Text size="xs" c="dimmed" ff="monospace" dir="ltr" className="kc-break">
        {did}
      </Text>
    </>
  );
}

function Types({ issuer: { types } }: IssuerProps) {
  const texts = useTrustedTexts();
  return (
    <Text size="sm" className="kc-break">
      {types.length === 0 ? texts.all : <Name>{types.join(", ")}</Name>}
    </Text>
  );
}

function Period({ issuer: { from, to } }: IssuerProps) {
  const texts = useTrustedTexts();
  const { language } = useLanguage();
  const [first, last] = [from && formatDay(from, language), to && formatDay(to, language)];
  return (
    <Text size="sm">
      {first && last ? texts.between(first, last) : first ? texts.from(first) : last ? texts.to(last) : texts.always}
    </Text>
  );
}

function Changed({ issuer: { changedAt, changedBy } }: IssuerProps) {
  const texts = useTrustedTexts();
  const { language } = useLanguage();
  return (
    <Text size="sm" c="dimmed" className="kc-break">
      {texts.by(changedBy, formatDay(dayOf(changedAt), language))}
    </Text>
  );
}

function Actions({ issuer, onChange, onRemove }: IssuerProps & TrustedIssuerListProps) {
  const texts = useTrustedTexts();
  return (
    <Group gap="xs" wrap="nowrap">
      <Button size="xs" variant="default" aria-label={texts.changeOne(issuer.name)} onClick={() => onChange(issuer)}>
        {texts.change}
      </Button>
      <Button
        size="xs"
        variant="light"
        color="red"
        aria-label={texts.removeOne(issuer.name)}
        onClick={() => onRemove(issuer)}
      >
        {texts.remove}
      </Button>
    </Group>
  );
}
