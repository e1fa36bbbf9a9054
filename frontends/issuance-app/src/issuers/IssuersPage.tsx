import { EmptyState, ErrorAlert, fieldErrorsOf, firstOf } from "@kubecredential/shared";
import { Box, Button, Card, Group, Skeleton, Stack, Text, TextInput, Title } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import IconBuilding from "@tabler/icons-react/icons/IconBuilding";
import IconPlus from "@tabler/icons-react/icons/IconPlus";
import IconSearchOff from "@tabler/icons-react/icons/IconSearchOff";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useSignedIn } from "../session/useSession";
import { useTexts } from "../texts";
import { IssuerList } from "./IssuerList";
import { type IssuerSearch, longestName } from "./issuerSearch";
import { RegisterDialog } from "./RegisterDialog";
import { useIssuerTexts } from "./texts";
import { useIssuers } from "./useIssuers";

const typingPauseMs = 300;

/** The registered issuers. Who is limited to an organisation sees only that one. */
export function IssuersPage() {
  const all = useTexts();
  const texts = useIssuerTexts();
  const { organisation } = useSignedIn().session;
  const search = useSearch({ from: "/issuers" });
  const navigate = useNavigate({ from: "/issuers" });
  const name = organisation === null ? (search.name?.trim() ?? "") : "";
  const list = useIssuers(name);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const isEmpty = list.isSuccess && items.length === 0;
  const mayRegister = organisation === null || isEmpty;

  function show(next: IssuerSearch) {
    void navigate({ search: next, replace: true, resetScroll: false });
  }

  const register = mayRegister && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => show({ ...search, register: "" })}>
      {texts.register}
    </Button>
  );

  return (
    <>
      <title>{all.pageTitle(texts.title)}</title>
      <Group justify="space-between" mb="lg" gap="sm">
        <div style={{ flex: "1 1 18rem" }}>
          <Title order={1} size="h2">
            {texts.title}
          </Title>
          <Text c="dimmed">
            {texts.intro} {list.data?.pages[0]?.registerOnFirstUse && texts.firstUse}
          </Text>
        </div>
        {register}
      </Group>
      {organisation === null && (
        <NameSearch
          name={search.name ?? ""}
          onChange={(next) => show(next === "" ? {} : { name: next })}
          error={fieldErrorsOf(list.error).name}
        />
      )}
      {list.error && (
        <Box mb="md">
          <ErrorAlert error={list.error} onRetry={() => list.refetch()} retrying={list.isFetching} />
        </Box>
      )}
      {list.isPending ? (
        <Skeleton h={240} radius="lg" role="status" aria-label={texts.loading} />
      ) : isEmpty ? (
        <Card>
          {name === "" ? (
            <EmptyState icon={IconBuilding} title={texts.emptyTitle} text={texts.empty} />
          ) : (
            <EmptyState
              icon={IconSearchOff}
              title={texts.noneTitle}
              text={texts.none}
              action={
                <Button variant="default" onClick={() => show({})}>
                  {texts.clear}
                </Button>
              }
            />
          )}
        </Card>
      ) : items.length > 0 ? (
        <>
          <IssuerList issuers={items} />
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
      {search.register !== undefined && (
        <RegisterDialog
          name={search.register}
          onClose={() => show(search.name ? { name: search.name } : {})}
          onRegistered={({ slug }) => void navigate({ to: "/issuers/$slug", params: { slug } })}
        />
      )}
    </>
  );
}

interface NameSearchProps {
  name: string;
  onChange: (name: string) => void;
  error?: string;
}

function NameSearch({ name, onChange, error }: NameSearchProps) {
  const texts = useIssuerTexts();
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
    <Card p="md" mb="md" role="search">
      <TextInput
        label={texts.search}
        placeholder={texts.searchHint}
        value={typed}
        autoComplete="off"
        dir="auto"
        maw={360}
        error={error}
        onChange={(event) => {
          const next = firstOf(event.currentTarget.value, longestName);
          setTyped(next);
          send(next.trim() === "" ? "" : next);
        }}
      />
    </Card>
  );
}
