import { type Batch, ErrorAlert, fieldErrorsOf, firstOf, isolated, Name, useSharedTexts } from "@kubecredential/shared";
import {
  Alert,
  Button,
  Card,
  Group,
  NativeSelect,
  SimpleGrid,
  Stack,
  Table,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import IconAlertTriangle from "@tabler/icons-react/icons/IconAlertTriangle";
import IconListSearch from "@tabler/icons-react/icons/IconListSearch";
import { useEffect, useMemo, useState } from "react";
import { Clamped } from "../Clamped";
import { reasons } from "../lifecycle/ReasonFields";
import { useIsNarrow } from "../useIsNarrow";
import classes from "./BatchPage.module.css";
import {
  type BatchColumn,
  type BatchField,
  detailOf,
  fieldsForAll,
  fieldsMissing,
  fieldsTwice,
  isSame,
  type Mapping,
  mappingOf,
  metadataPrefix,
  toRequest,
} from "./mapping";
import { type BatchTexts, useBatchTexts } from "./texts";
import { useMap } from "./useBatches";
import { useNumber } from "./useNumber";

const longestDefault = 1_000;
const shownSamples = 3;

interface MappingCardProps {
  batch: Batch;
  mayChange: boolean;
  /** Called when there are changes that the rows have not been checked with, and when there are none any more. */
  onChanged: (isChanged: boolean) => void;
}

/** What the columns mean, guessed by the service and changed by hand, and values for all rows. */
export function MappingCard({ batch, mayChange, onChanged }: MappingCardProps) {
  const texts = useBatchTexts().mapping;
  const number = useNumber();
  const narrow = useIsNarrow();
  const order = useMap(batch.id);
  const [edits, setEdits] = useState<Mapping>({ columns: {}, defaults: {} });
  const known = useMemo(() => mappingOf(batch), [batch]);
  const mapping: Mapping = {
    columns: { ...known.columns, ...edits.columns },
    defaults: { ...known.defaults, ...edits.defaults },
  };
  const isChanged = !isSame(mapping, known);
  const twice = fieldsTwice(mapping);
  const missing = fieldsMissing(batch, mapping);
  const used = Object.values(mapping.columns).filter((field) => field !== "").length;
  const refused = fieldErrorsOf(order.error);

  useEffect(() => {
    onChanged(isChanged);
    return () => onChanged(false);
  }, [isChanged, onChanged]);

  const shown = batch.columns.map((column) => ({
    column,
    field: mapping.columns[column.name] ?? "",
    isTwice: twice.has(mapping.columns[column.name] ?? ""),
  }));
  const select = (column: BatchColumn, field: string, isTwice: boolean) => (
    <FieldSelect
      isEdited={field !== (known.columns[column.name] ?? "")}
      column={column}
      field={field}
      fields={batch.fields}
      mayBeDetail={batch.action === "issue"}
      error={isTwice ? texts.twice : undefined}
      disabled={!mayChange}
      onChange={(next) => setEdits({ ...edits, columns: { ...edits.columns, [column.name]: next } })}
    />
  );

  return (
    <Card component="section" aria-labelledby="mapping-heading">
      <Stack gap="md">
        <div>
          <Title order={2} size="h4" id="mapping-heading">
            {texts.heading}
          </Title>
          <Text size="sm" c="dimmed">
            {texts.intro} {texts.summary(number(used), number(batch.columns.length))}
          </Text>
        </div>
        {missing.length > 0 && (
          <Alert role="note" color="orange" icon={<IconAlertTriangle size={20} aria-hidden />}>
            <Name>{texts.missing(missing.map((field) => labelOf(field, texts)).join(", "))}</Name>
          </Alert>
        )}
        {narrow ? (
          <Stack component="ul" gap="md" p={0} m={0} style={{ listStyle: "none" }} aria-label={texts.heading}>
            {shown.map(({ column, field, isTwice }) => (
              <li key={column.name}>
                <Text fw={600} className="kc-break">
                  <Name>{column.name}</Name>
                </Text>
                <Samples column={column} />
                {select(column, field, isTwice)}
              </li>
            ))}
          </Stack>
        ) : (
          <Table layout="fixed" verticalSpacing="xs" aria-label={texts.heading}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{texts.column}</Table.Th>
                <Table.Th>{texts.samples}</Table.Th>
                <Table.Th>{texts.field}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.map(({ column, field, isTwice }) => (
                <Table.Tr key={column.name}>
                  <Table.Th scope="row" fw={600} ta="start">
                    <Clamped lines={2}>{column.name}</Clamped>
                  </Table.Th>
                  <Table.Td>
                    <Samples column={column} />
                  </Table.Td>
                  <Table.Td>{select(column, field, isTwice)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
        <Defaults
          batch={batch}
          mapping={mapping}
          disabled={!mayChange}
          onChange={(field, value) => setEdits({ ...edits, defaults: { ...edits.defaults, [field]: value } })}
        />
        {order.error && <ErrorAlert error={order.error}>{Object.values(refused).join(" ")}</ErrorAlert>}
        {mayChange && (
          <Group>
            <Button
              variant={isChanged ? "filled" : "default"}
              leftSection={<IconListSearch size={16} aria-hidden />}
              loading={order.isPending}
              disabled={!isChanged || twice.size > 0}
              onClick={() =>
                order.mutate(toRequest(mapping), { onSuccess: () => setEdits({ columns: {}, defaults: {} }) })
              }
            >
              {texts.apply}
            </Button>
            {isChanged && (
              <Button
                variant="subtle"
                onClick={() => {
                  order.reset();
                  setEdits({ columns: {}, defaults: {} });
                }}
              >
                {texts.discard}
              </Button>
            )}
            {/* Always rendered: screen readers announce only what is added to an existing live region. */}
            <Text size="sm" component="div" role="status">
              {order.isSuccess && !isChanged && batch.state === "validating" && texts.saved}
            </Text>
          </Group>
        )}
      </Stack>
    </Card>
  );
}

/** A field's name for people: the type's label, or the app's; a further detail by its own name. */
export function labelOf(
  { name, label }: Pick<BatchField, "name"> & { label?: string | null },
  texts: BatchTexts["mapping"],
): string {
  if (label) return label;
  if (name.startsWith(metadataPrefix)) return texts.asDetail(isolated(name.slice(metadataPrefix.length)));
  return texts.fields[name as keyof typeof texts.fields] ?? name;
}

function Samples({ column: { samples } }: { column: BatchColumn }) {
  const texts = useBatchTexts().mapping;
  const shown = [...new Set(samples)].filter((sample) => sample !== null && sample !== "").slice(0, shownSamples);
  return (
    <div className={classes.samples}>
      {shown.length === 0
        ? texts.noSamples
        : shown.map((sample) => (
            <Clamped key={sample} lines={1}>
              {sample ?? ""}
            </Clamped>
          ))}
    </div>
  );
}

interface FieldSelectProps {
  /** Whether it was changed here, and not yet applied. */
  isEdited: boolean;
  column: BatchColumn;
  field: string;
  fields: BatchField[];
  mayBeDetail: boolean;
  error?: string;
  disabled: boolean;
  onChange: (field: string) => void;
}

function FieldSelect({ isEdited, column, field, fields, mayBeDetail, error, disabled, onChange }: FieldSelectProps) {
  const texts = useBatchTexts().mapping;
  const option = (one: BatchField) => ({
    value: one.name,
    label: one.isRequired ? texts.required(labelOf(one, texts)) : labelOf(one, texts),
  });
  const own = fields.filter(({ name }) => !name.startsWith(metadataPrefix));
  const ofType = fields.filter(({ name }) => name.startsWith(metadataPrefix));
  const known = new Set(fields.map(({ name }) => name));
  // What it is now, and what it would be under its own name.
  const details = [...new Set([field, mayBeDetail ? (detailOf(column.name) ?? "") : ""])].filter(
    (name) => name.startsWith(metadataPrefix) && !known.has(name),
  );
  const whole = field === "metadata" || mayBeDetail ? ["metadata"] : [];
  const source = isEdited ? null : column.source;
  return (
    <NativeSelect
      description={source && texts.sources[source]}
      inputWrapperOrder={["label", "input", "description", "error"]}
      aria-label={texts.fieldOf(isolated(column.name))}
      value={field}
      error={error}
      disabled={disabled}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[
        { value: "", label: texts.leaveOut },
        { group: texts.groups.fields, items: own.map(option) },
        ...(ofType.length > 0 ? [{ group: texts.groups.type, items: ofType.map(option) }] : []),
        ...(details.length + whole.length > 0
          ? [
              {
                group: texts.groups.details,
                items: [...details, ...whole].map((name) => ({ value: name, label: labelOf({ name }, texts) })),
              },
            ]
          : []),
      ]}
    />
  );
}

interface DefaultsProps {
  batch: Batch;
  mapping: Mapping;
  disabled: boolean;
  onChange: (field: string, value: string) => void;
}

const days = ["validFrom", "expiryDate"];

function Defaults({ batch, mapping, disabled, onChange }: DefaultsProps) {
  const texts = useBatchTexts().mapping;
  const reasonTexts = useSharedTexts().status.reasons;
  const fields = fieldsForAll(batch, mapping);
  const uploaded: Record<string, string | null> = {
    credentialType: batch.type,
    issuerName: batch.issuer,
    reason: batch.reason && (reasonTexts[batch.reason as keyof typeof reasonTexts] ?? batch.reason),
  };
  if (fields.length === 0) return null;
  return (
    <Stack component="fieldset" gap="xs" p={0} m={0} style={{ border: 0 }}>
      <Text component="legend" fw={600} p={0}>
        {texts.defaults}
      </Text>
      <Text size="sm" c="dimmed">
        {texts.defaultsHint}
      </Text>
      <SimpleGrid cols={{ base: 1, sm: 2, md: 3 }} spacing="sm">
        {fields.map((field) => {
          const { name } = field;
          const given = uploaded[name];
          const shared = {
            label: labelOf(field, texts),
            value: mapping.defaults[name] ?? "",
            disabled,
          };
          if (name === "reason") {
            return (
              <NativeSelect
                key={name}
                {...shared}
                onChange={(event) => onChange(name, event.currentTarget.value)}
                data={[
                  { value: "", label: given ? texts.fromUpload(given) : texts.noValue },
                  ...reasons.map((reason) => ({ value: reason, label: reasonTexts[reason] })),
                ]}
              />
            );
          }
          return (
            <TextInput
              key={name}
              {...shared}
              type={days.includes(name) ? "date" : undefined}
              dir={days.includes(name) ? undefined : "auto"}
              autoComplete="off"
              placeholder={given ? texts.fromUpload(given) : undefined}
              onChange={(event) => onChange(name, firstOf(event.currentTarget.value, longestDefault))}
            />
          );
        })}
      </SimpleGrid>
    </Stack>
  );
}
