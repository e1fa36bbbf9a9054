import { type DeliveryState, firstOf, type StatusFilter, useSharedTexts } from "@kubecredential/shared";
import { Button, Card, Collapse, Group, NativeSelect, TextInput } from "@mantine/core";
import { useDebouncedCallback, useDisclosure } from "@mantine/hooks";
import IconFilter from "@tabler/icons-react/icons/IconFilter";
import IconX from "@tabler/icons-react/icons/IconX";
import { useEffect, useRef, useState } from "react";
import { useTexts } from "../texts";
import { useIsNarrow } from "../useIsNarrow";
import classes from "./FilterBar.module.css";
import { type Filters, isWholeId, longestFilter, readFilters, states, statuses } from "./filters";

const typingPauseMs = 300;

interface FilterBarProps {
  filters: Filters;
  onChange: (filters: Filters) => void;
  /** The service's validation errors by field. */
  errors?: Partial<Record<string, string>>;
}

export function FilterBar({ filters, onChange, errors = {} }: FilterBarProps) {
  const texts = useTexts();
  const standings = useSharedTexts().status.standings;
  const narrow = useIsNarrow();
  const active = Object.keys(filters).length;
  const [opened, { toggle }] = useDisclosure(active > 0);
  const [typed, setTyped] = useState(filters);
  const sent = useRef(filters);
  const send = useDebouncedCallback((next: Filters) => {
    sent.current = readFilters({ ...next });
    onChange(sent.current);
  }, typingPauseMs);

  // The back button, a link or "Clear search" may change the URL, too.
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

  const text = (name: "holder" | "type" | "issuer" | "id") => ({
    label: texts.list.filters[name],
    value: typed[name] ?? "",
    autoComplete: "off",
    dir: "auto",
    size: "sm" as const,
    error: errors[name],
    onChange: (event: { currentTarget: HTMLInputElement }) =>
      change({ [name]: firstOf(event.currentTarget.value, longestFilter) }),
  });

  const fields = (
    <div className={classes.fields}>
      <TextInput {...text("holder")} placeholder={texts.list.filters.begins} />
      <TextInput {...text("type")} placeholder={texts.list.filters.begins} />
      <TextInput {...text("issuer")} placeholder={texts.list.filters.begins} />
      <NativeSelect
        label={texts.list.filters.status}
        value={typed.status ?? ""}
        error={errors.status}
        onChange={(event) => change({ status: (event.currentTarget.value || undefined) as StatusFilter | undefined })}
        data={[
          { value: "", label: texts.list.filters.anyState },
          ...statuses.map((status) => ({ value: status, label: standings[status] })),
        ]}
      />
      <NativeSelect
        label={texts.list.filters.state}
        value={typed.state ?? ""}
        onChange={(event) => change({ state: (event.currentTarget.value || undefined) as DeliveryState | undefined })}
        data={[
          { value: "", label: texts.list.filters.anyState },
          ...states.map((state) => ({ value: state, label: texts.list.filters.states[state] })),
        ]}
      />
      <TextInput
        {...text("id")}
        placeholder={texts.list.filters.whole}
        error={typed.id && !isWholeId(typed.id) ? texts.list.filters.idNotWhole : errors.id}
      />
    </div>
  );

  return (
    <Card p="md" mb="md" role="search">
      {narrow ? (
        <>
          <Button
            variant="subtle"
            size="sm"
            aria-expanded={opened}
            onClick={toggle}
            leftSection={<IconFilter size={16} aria-hidden />}
          >
            {texts.list.filters.toggle(active)}
          </Button>
          <Collapse expanded={opened}>{fields}</Collapse>
        </>
      ) : (
        fields
      )}
      {active > 0 && (
        <Group mt="sm">
          <Button
            size="xs"
            variant="default"
            leftSection={<IconX size={14} aria-hidden />}
            onClick={() => {
              send.cancel();
              sent.current = {};
              setTyped({});
              onChange({});
            }}
          >
            {texts.list.filters.clear}
          </Button>
        </Group>
      )}
    </Card>
  );
}
