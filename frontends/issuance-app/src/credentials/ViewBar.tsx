import {
  ErrorAlert,
  fieldErrorsOf,
  firstOf,
  isolated,
  localeOf,
  useLanguage,
  useSharedTexts,
} from "@kubecredential/shared";
import { Dialog } from "@kubecredential/shared/dialog";
import {
  ActionIcon,
  Anchor,
  Button,
  Checkbox,
  Group,
  Loader,
  NativeSelect,
  Popover,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import IconBookmark from "@tabler/icons-react/icons/IconBookmark";
import IconColumns3 from "@tabler/icons-react/icons/IconColumns3";
import IconDownload from "@tabler/icons-react/icons/IconDownload";
import IconTrash from "@tabler/icons-react/icons/IconTrash";
import { type ReactNode, type SyntheticEvent, useRef, useState } from "react";
import { Clamped } from "../Clamped";
import { type Column, columns, usualColumns } from "./columns";
import { type Filters, newestFirst, type Order, orders, toQuery } from "./filters";
import { useListTexts } from "./texts";
import { useCount } from "./useCredentials";
import { longestViewName, useRemoveView, useSaveView, useViews, type View } from "./useViews";
import classes from "./ViewBar.module.css";

interface ViewBarProps {
  filters: Filters;
  onChange: (filters: Filters) => void;
  shown: readonly Column[];
  onShow: (columns: readonly Column[]) => void;
  /** Cards have no headings to sort by, and no columns. */
  narrow: boolean;
}

/** How many are found, and how they are shown, kept and taken away. */
export function ViewBar({ filters, onChange, shown, onShow, narrow }: ViewBarProps) {
  const texts = useListTexts();
  return (
    <div className={classes.bar}>
      <Count filters={filters} />
      <Group gap="xs">
        {narrow && (
          <NativeSelect
            size="xs"
            aria-label={texts.sort.label}
            value={filters.sort ?? newestFirst}
            onChange={(event) => onChange(sortedBy(filters, event.currentTarget.value as Order))}
            data={orders.map((order) => ({ value: order, label: texts.sort.orders[order] }))}
          />
        )}
        <Views filters={filters} shown={shown} onOpen={onChange} onShow={onShow} />
        {!narrow && <Columns shown={shown} onShow={onShow} />}
        <Export filters={filters} />
      </Group>
    </div>
  );
}

/** The filters with another order. */
export function sortedBy({ sort: _, ...filters }: Filters, order: Order): Filters {
  return order === newestFirst ? filters : { ...filters, sort: order };
}

function Count({ filters }: { filters: Filters }) {
  const texts = useListTexts().count;
  const { language } = useLanguage();
  const { data, isPending } = useCount(filters);
  const number = data?.count.toLocaleString(localeOf(language)) ?? "";
  return (
    <Text fw={600} className={classes.count} role="status">
      {data
        ? data.isExact
          ? texts.exact(number, data.count === 1)
          : texts.atLeast(number)
        : isPending && texts.counting}
    </Text>
  );
}

interface PanelProps {
  label: string;
  icon: ReactNode;
  children: (close: () => void) => ReactNode;
  onOpen?: () => void;
}

/** A button that opens a panel below itself. */
function Panel({ label, icon, children, onOpen }: PanelProps) {
  const [opened, setOpened] = useState(false);
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      shadow="md"
      trapFocus
      returnFocus
      withinPortal={false}
    >
      <Popover.Target>
        <Button
          size="xs"
          variant="default"
          leftSection={icon}
          onClick={() => {
            if (!opened) onOpen?.();
            setOpened(!opened);
          }}
        >
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown w="min(20rem, calc(100vw - 2rem))" aria-label={label}>
        {children(() => setOpened(false))}
      </Popover.Dropdown>
    </Popover>
  );
}

function Columns({ shown, onShow }: { shown: readonly Column[]; onShow: (columns: readonly Column[]) => void }) {
  const texts = useListTexts();
  return (
    <Panel label={texts.view.columns} icon={<IconColumns3 size={15} aria-hidden />}>
      {() => (
        <Stack gap="sm">
          <Checkbox.Group
            label={texts.view.columnsTitle}
            value={[...shown]}
            onChange={(next) => onShow(columns.filter((column) => next.includes(column)))}
          >
            <Stack gap="xs" mt="xs">
              {columns.map((column) => (
                <Checkbox key={column} value={column} label={texts.columns[column]} />
              ))}
            </Stack>
          </Checkbox.Group>
          <Button size="xs" variant="default" onClick={() => onShow(usualColumns)}>
            {texts.view.resetColumns}
          </Button>
        </Stack>
      )}
    </Panel>
  );
}

function Export({ filters }: { filters: Filters }) {
  const texts = useListTexts().view;
  const address = (format: "csv" | "ndjson") =>
    `/api/v1/credentials/export?${new URLSearchParams({ format, ...toQuery(filters) })}`;
  return (
    <Panel label={texts.export} icon={<IconDownload size={15} aria-hidden />}>
      {(close) => (
        <Stack gap="xs" align="flex-start">
          <Text size="sm" c="dimmed">
            {texts.exportHint}
          </Text>
          {(["csv", "ndjson"] as const).map((format) => (
            <Anchor key={format} href={address(format)} download onClick={close}>
              {texts[format]}
            </Anchor>
          ))}
        </Stack>
      )}
    </Panel>
  );
}

interface ViewsProps {
  filters: Filters;
  shown: readonly Column[];
  onOpen: (filters: Filters) => void;
  onShow: (columns: readonly Column[]) => void;
}

function Views({ filters, shown, onOpen, onShow }: ViewsProps) {
  const texts = useListTexts().view;
  const [isWanted, setIsWanted] = useState(false);
  const [isSaving, setIsSaving] = useState(false);
  const [news, setNews] = useState("");
  const views = useViews(isWanted);
  const remove = useRemoveView();
  const isUsual = String(shown) === String(usualColumns);

  return (
    <>
      <Panel
        label={texts.views}
        icon={<IconBookmark size={15} aria-hidden />}
        onOpen={() => {
          setIsWanted(true);
          setNews("");
        }}
      >
        {(close) => (
          <Stack gap="sm">
            {views.error ? (
              <ErrorAlert error={views.error} onRetry={() => views.refetch()} retrying={views.isFetching} />
            ) : !views.data ? (
              <Loader size="sm" role="status" aria-label={texts.loadingViews} />
            ) : views.data.length === 0 ? (
              <Text size="sm" c="dimmed">
                {texts.noViews}
              </Text>
            ) : (
              <ul className={classes.views}>
                {views.data.map((view) => (
                  <li key={view.name}>
                    <Button
                      variant="subtle"
                      size="compact-sm"
                      justify="start"
                      style={{ flex: 1, minWidth: 0 }}
                      onClick={() => {
                        onOpen(view.filters);
                        onShow(view.columns ?? usualColumns);
                        close();
                      }}
                    >
                      <Clamped lines={1}>{view.name}</Clamped>
                    </Button>
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      aria-label={texts.remove(isolated(view.name))}
                      title={texts.remove(isolated(view.name))}
                      loading={remove.isPending && remove.variables === view.name}
                      onClick={() =>
                        remove.mutate(view.name, { onSuccess: () => setNews(texts.removed(isolated(view.name))) })
                      }
                    >
                      <IconTrash size={16} aria-hidden />
                    </ActionIcon>
                  </li>
                ))}
              </ul>
            )}
            {remove.error && <ErrorAlert error={remove.error} />}
            <Button
              size="xs"
              variant="default"
              onClick={() => {
                close();
                setIsSaving(true);
              }}
            >
              {texts.save}
            </Button>
          </Stack>
        )}
      </Panel>
      {/* Always rendered: screen readers announce only what is added to an existing live region. */}
      <span className="kc-visually-hidden" role="status">
        {news}
      </span>
      {isSaving && (
        <SaveDialog
          view={{ filters, ...(!isUsual && { columns: [...shown] }) }}
          names={views.data?.map((view) => view.name) ?? []}
          onClose={() => setIsSaving(false)}
          onSaved={(name) => {
            setIsSaving(false);
            setNews(texts.saved(isolated(name)));
          }}
        />
      )}
    </>
  );
}

interface SaveDialogProps {
  view: Omit<View, "name">;
  /** The names of the views there are. */
  names: string[];
  onClose: () => void;
  onSaved: (name: string) => void;
}

function SaveDialog({ view, names, onClose, onSaved }: SaveDialogProps) {
  const texts = useListTexts().view;
  const shared = useSharedTexts();
  const save = useSaveView();
  const [name, setName] = useState("");
  const [isMissing, setIsMissing] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const errors = fieldErrorsOf(save.error);

  function send(event: SyntheticEvent) {
    event.preventDefault();
    const given = name.trim();
    setIsMissing(given === "");
    if (given === "") return input.current?.focus();
    save.mutate({ ...view, name: given }, { onSuccess: () => onSaved(given) });
  }

  return (
    <Dialog opened onClose={onClose} title={texts.save}>
      <form onSubmit={send} noValidate>
        <Stack>
          <Text size="sm">{texts.saveHint}</Text>
          <TextInput
            ref={input}
            label={texts.name}
            description={names.includes(name.trim()) ? texts.replaces : undefined}
            required
            data-autofocus
            dir="auto"
            autoComplete="off"
            value={name}
            error={isMissing ? texts.nameMissing : errors.name}
            onChange={(event) => {
              setIsMissing(false);
              setName(firstOf(event.currentTarget.value, longestViewName));
            }}
          />
          {save.error && !errors.name && <ErrorAlert error={save.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {shared.cancel}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {texts.save}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
