import {
  type DeliveryState,
  firstOf,
  isCalendarDay,
  Name,
  type StatusFilter,
  useSharedTexts,
} from "@kubecredential/shared";
import {
  Anchor,
  Autocomplete,
  Button,
  Card,
  CloseButton,
  Collapse,
  Group,
  NativeSelect,
  Text,
  TextInput,
} from "@mantine/core";
import { useDebouncedCallback, useDisclosure } from "@mantine/hooks";
import IconFilter from "@tabler/icons-react/icons/IconFilter";
import IconSearch from "@tabler/icons-react/icons/IconSearch";
import IconX from "@tabler/icons-react/icons/IconX";
import { Link } from "@tanstack/react-router";
import { useEffect, useId, useRef, useState } from "react";
import { useSuggestions } from "../issue/useSuggestions";
import classes from "./FilterBar.module.css";
import { conditionsOf, days, type Filters, isPartOfId, longestFilter, readFilters, states, statuses } from "./filters";
import { useListTexts } from "./texts";

const typingPauseMs = 300;
/** In a portal at the end of the body, suggestions would be outside all landmarks. */
const inPage = { withinPortal: false };

interface FilterBarProps {
  filters: Filters;
  onChange: (filters: Filters) => void;
  /** The service's validation errors by field. */
  errors?: Partial<Record<string, string>>;
}

/** One box for everything, and filters. */
export function FilterBar({ filters, onChange, errors = {} }: FilterBarProps) {
  const texts = useListTexts();
  const standings = useSharedTexts().status.standings;
  const { q: _, status: __, ...folded } = conditionsOf(filters);
  const active = Object.keys(folded).length;
  const fieldsId = useId();
  const [opened, { toggle }] = useDisclosure(active > 0);
  const [typed, setTyped] = useState(filters);
  const sent = useRef(filters);
  const send = useDebouncedCallback((next: Filters) => {
    sent.current = readFilters({ ...next });
    onChange(sent.current);
  }, typingPauseMs);

  // The back button, a link, a saved view, the order or "Clear search" may change the URL, too.
  useEffect(() => {
    if (JSON.stringify(filters) === JSON.stringify(sent.current)) return;
    sent.current = filters;
    setTyped(filters);
  }, [filters]);

  function change(part: Filters) {
    const next = { ...typed, ...part };
    setTyped(next);
    send(next);
  }

  const day = (name: (typeof days)[number]) => (
    <DayInput
      key={name}
      label={texts.filters[name]}
      value={typed[name] ?? ""}
      error={errors[name]}
      badDay={texts.filters.badDay}
      onChange={(value) => change({ [name]: value || undefined })}
    />
  );
  const idFault = typed.q !== undefined && isPartOfId(typed.q) ? texts.search.idNotWhole : undefined;
  const isFiltered = Object.keys(conditionsOf(typed)).length > 0;

  return (
    <Card p="md" mb="md" role="search">
      <div className={classes.search}>
        <TextInput
          type="search"
          label={texts.search.label}
          placeholder={texts.search.hint}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={typed.q ?? ""}
          autoComplete="off"
          dir="auto"
          error={errors.q ?? errors.id ?? idFault}
          onChange={(event) => change({ q: firstOf(event.currentTarget.value, longestFilter) || undefined })}
        />
        <NativeSelect
          label={texts.filters.status}
          value={typed.status ?? ""}
          error={errors.status}
          onChange={(event) => change({ status: (event.currentTarget.value || undefined) as StatusFilter | undefined })}
          data={[
            { value: "", label: texts.filters.anyState },
            ...statuses.map((status) => ({ value: status, label: standings[status] })),
          ]}
        />
        <Button
          className={classes.toggle}
          variant="default"
          aria-expanded={opened}
          aria-controls={fieldsId}
          onClick={toggle}
          leftSection={<IconFilter size={16} aria-hidden />}
        >
          {texts.filters.toggle(active)}
        </Button>
      </div>
      <Collapse expanded={opened} id={fieldsId}>
        <div className={classes.fields}>
          <Suggesting
            field="credentialType"
            label={texts.filters.type}
            placeholder={texts.filters.begins}
            value={typed.type ?? ""}
            error={errors.type}
            onChange={(type) => change({ type: type || undefined })}
          />
          <Suggesting
            field="issuerName"
            label={texts.filters.issuer}
            placeholder={texts.filters.begins}
            value={typed.issuer ?? ""}
            error={errors.issuer}
            onChange={(issuer) => change({ issuer: issuer || undefined })}
          />
          <NativeSelect
            label={texts.filters.state}
            value={typed.state ?? ""}
            error={errors.state}
            onChange={(event) =>
              change({ state: (event.currentTarget.value || undefined) as DeliveryState | undefined })
            }
            data={[
              { value: "", label: texts.filters.anyState },
              ...states.map((state) => ({ value: state, label: texts.filters.states[state] })),
            ]}
          />
          {days.map(day)}
        </div>
      </Collapse>
      {filters.batch && (
        <Group gap="xs" mt="sm">
          <Text size="sm">{texts.filters.batch}</Text>
          <Anchor
            size="sm"
            renderRoot={(props) => <Link to="/batches/$id" params={{ id: filters.batch ?? "" }} {...props} />}
          >
            {texts.filters.openBatch}
          </Anchor>
          <CloseButton
            size="sm"
            aria-label={texts.filters.removeBatch}
            title={texts.filters.removeBatch}
            onClick={() => change({ batch: undefined })}
          />
        </Group>
      )}
      {isFiltered && (
        <Group mt="sm">
          <Button
            size="xs"
            variant="default"
            leftSection={<IconX size={14} aria-hidden />}
            onClick={() => {
              send.cancel();
              // The order is no part of the search.
              sent.current = filters.sort ? { sort: filters.sort } : {};
              setTyped(sent.current);
              onChange(sent.current);
            }}
          >
            {texts.filters.clear}
          </Button>
        </Group>
      )}
    </Card>
  );
}

interface SuggestingProps {
  field: "credentialType" | "issuerName";
  label: string;
  placeholder: string;
  value: string;
  error?: string;
  onChange: (value: string) => void;
}

function Suggesting({ field, onChange, ...props }: SuggestingProps) {
  return (
    <Autocomplete
      {...props}
      autoComplete="off"
      dir="auto"
      data={useSuggestions(field, props.value)}
      // The service has already filtered by its own rules.
      filter={({ options }) => options}
      renderOption={({ option }) => <Name>{option.value}</Name>}
      comboboxProps={inPage}
      onChange={(value) => onChange(firstOf(value, longestFilter))}
    />
  );
}

interface DayInputProps {
  label: string;
  value: string;
  error?: string;
  badDay: string;
  onChange: (day: string) => void;
}

/** A day. The browser reports a partial date as none, so that is asked of the element. */
function DayInput({ label, value, error, badDay, onChange }: DayInputProps) {
  const [isBad, setIsBad] = useState(false);
  return (
    <TextInput
      type="date"
      label={label}
      max="9999-12-31"
      value={value}
      error={isBad ? badDay : error}
      onBlur={(event) => setIsBad(event.currentTarget.validity?.badInput ?? false)}
      onChange={(event) => {
        setIsBad(false);
        const next = event.currentTarget.value;
        if (next === "" || isCalendarDay(next)) onChange(next);
      }}
    />
  );
}
