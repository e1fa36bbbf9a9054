import {
  type CredentialType,
  EmptyState,
  ErrorAlert,
  fieldErrorsOf,
  firstOf,
  Name,
  useLanguage,
} from "@kubecredential/shared";
import {
  Anchor,
  Badge,
  Box,
  Button,
  Card,
  Group,
  SegmentedControl,
  SimpleGrid,
  Skeleton,
  Stack,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import IconArchive from "@tabler/icons-react/icons/IconArchive";
import IconDownload from "@tabler/icons-react/icons/IconDownload";
import IconPlus from "@tabler/icons-react/icons/IconPlus";
import IconSearchOff from "@tabler/icons-react/icons/IconSearchOff";
import IconTemplate from "@tabler/icons-react/icons/IconTemplate";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useTexts } from "../texts";
import { displayIn, pictureAddress, titleOf } from "./model";
import { fieldsOf } from "./schema";
import classes from "./Types.module.css";
import { useTypeTexts } from "./texts";
import { longestName, type TypeSearch } from "./typeSearch";
import { type TypeState, useLoadExamples, useTypes } from "./useTypes";

const typingPauseMs = 300;

/** The registered credential types. Who is limited to an organisation sees its own and those for all. */
export function TypesPage() {
  const all = useTexts();
  const texts = useTypeTexts();
  const search = useSearch({ from: "/credential-types" });
  const navigate = useNavigate({ from: "/credential-types" });
  const state: TypeState = search.state ?? "active";
  const name = search.name?.trim() ?? "";
  const list = useTypes(name, state);
  const examples = useLoadExamples();
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const isEmpty = list.isSuccess && items.length === 0;
  const isNew = isEmpty && name === "" && state === "active";

  function show(next: TypeSearch) {
    void navigate({ search: next, replace: true, resetScroll: false });
  }

  return (
    <>
      <title>{all.pageTitle(texts.title)}</title>
      <Group justify="space-between" mb="lg" gap="sm">
        <div style={{ flex: "1 1 18rem" }}>
          <Title order={1} size="h2">
            {texts.title}
          </Title>
          <Text c="dimmed">
            {texts.intro} {list.data?.pages[0]?.requireType && texts.required}
          </Text>
        </div>
        <Button
          leftSection={<IconPlus size={16} aria-hidden />}
          renderRoot={(props) => <Link to="/register-type" {...props} />}
        >
          {texts.create}
        </Button>
      </Group>
      <Card p="md" mb="md" role="search">
        <Group align="flex-end" gap="md">
          <NameSearch
            name={search.name ?? ""}
            onChange={(next) => show({ ...search, name: next || undefined })}
            error={fieldErrorsOf(list.error).name}
          />
          <SegmentedControl
            aria-label={texts.stateLabel}
            value={state}
            onChange={(next) => show({ ...search, state: next === "archived" ? "archived" : undefined })}
            data={(["active", "archived"] as const).map((value) => ({ value, label: texts.states[value] }))}
          />
        </Group>
      </Card>
      {/* Always rendered: screen readers announce only what is added to an existing live region. */}
      <Text component="div" role="status" size="sm">
        {examples.isSuccess && texts.loaded(examples.data.items.length)}
      </Text>
      {(list.error ?? examples.error) && (
        <Box mb="md">
          <ErrorAlert
            error={list.error ?? examples.error}
            onRetry={() => (list.error ? list.refetch() : examples.mutate(undefined))}
            retrying={list.isFetching || examples.isPending}
          />
        </Box>
      )}
      {list.isPending ? (
        <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} role="status" aria-label={texts.loading}>
          {[1, 2, 3].map((card) => (
            <Skeleton key={card} h={150} radius="lg" />
          ))}
        </SimpleGrid>
      ) : isEmpty ? (
        <Card>
          {isNew ? (
            <EmptyState
              icon={IconTemplate}
              title={texts.emptyTitle}
              text={texts.empty}
              action={
                <Button
                  variant="default"
                  leftSection={<IconDownload size={16} aria-hidden />}
                  loading={examples.isPending}
                  onClick={() => examples.mutate(undefined)}
                >
                  {texts.loadExamples}
                </Button>
              }
            />
          ) : name === "" ? (
            <EmptyState icon={IconArchive} title={texts.noneArchivedTitle} text={texts.noneArchived} />
          ) : (
            <EmptyState
              icon={IconSearchOff}
              title={texts.noneTitle}
              text={texts.none}
              action={
                <Button variant="default" onClick={() => show({ ...search, name: undefined })}>
                  {texts.clear}
                </Button>
              }
            />
          )}
        </Card>
      ) : items.length > 0 ? (
        <>
          <SimpleGrid component="ul" cols={{ base: 1, sm: 2, lg: 3 }} className={classes.list} aria-label={texts.list}>
            {items.map((type) => (
              <TypeCard key={type.id} type={type} />
            ))}
          </SimpleGrid>
          <Stack align="center" gap="xs" mt="md">
            <Text size="sm" c="dimmed" role="status">
              {texts.shown(items.length)}
            </Text>
            {list.hasNextPage && (
              <Button variant="light" onClick={() => list.fetchNextPage()} loading={list.isFetchingNextPage}>
                {all.list.more}
              </Button>
            )}
          </Stack>
        </>
      ) : null}
    </>
  );
}

function TypeCard({ type }: { type: CredentialType }) {
  const texts = useTypeTexts();
  const { language } = useLanguage();
  const { definition } = type;
  const { colour, textColour } = definition.design;
  const logo = pictureAddress(definition.design.logo);
  const title = titleOf(type, language);
  const description = displayIn(definition, language)?.description;
  return (
    <Card component="li" p={0} className={classes.card}>
      <div className={classes.band} style={{ backgroundColor: colour, color: textColour }}>
        {logo && <img src={logo} alt="" className={classes.logo} />}
        <Anchor
          c="inherit"
          fw={650}
          underline="always"
          className={classes.clamp}
          title={title}
          renderRoot={(props) => <Link to="/credential-types/$id" params={{ id: type.id }} {...props} />}
        >
          <Name>{title}</Name>
        </Anchor>
      </div>
      <Stack p="md" gap="xs" flex={1}>
        {title !== type.name && (
          <Text size="sm" className={classes.clamp} title={type.name}>
            <Name>{type.name}</Name>
          </Text>
        )}
        {description && (
          <Text size="sm" c="dimmed" className={classes.clamp} title={description}>
            <Name>{description}</Name>
          </Text>
        )}
        <Group gap={6} mt="auto">
          <Badge variant="light" color="gray">
            {texts.version(type.latestVersion)}
          </Badge>
          <Badge variant="light" color="gray">
            {texts.fieldCount(fieldsOf(definition.schema).fields.length)}
          </Badge>
        </Group>
        <Text size="sm" c="dimmed" className={classes.clamp} title={type.issuer ?? undefined}>
          {type.issuer === null ? texts.allIssuers : <Name>{type.issuer}</Name>}
        </Text>
      </Stack>
    </Card>
  );
}

interface NameSearchProps {
  name: string;
  onChange: (name: string) => void;
  error?: string;
}

function NameSearch({ name, onChange, error }: NameSearchProps) {
  const texts = useTypeTexts();
  const [typed, setTyped] = useState(name);
  const sent = useRef(name);
  const send = useDebouncedCallback((next: string) => {
    sent.current = next;
    onChange(next);
  }, typingPauseMs);

  // The back button, a link or "Clear search" may change the URL, too.
  useEffect(() => {
    if (name === sent.current) return;
    sent.current = name;
    setTyped(name);
  }, [name]);

  return (
    <TextInput
      label={texts.search}
      placeholder={texts.searchHint}
      value={typed}
      autoComplete="off"
      dir="auto"
      maw={360}
      flex="1 1 14rem"
      error={error}
      onChange={(event) => {
        const next = firstOf(event.currentTarget.value, longestName);
        setTyped(next);
        send(next.trim() === "" ? "" : next);
      }}
    />
  );
}
