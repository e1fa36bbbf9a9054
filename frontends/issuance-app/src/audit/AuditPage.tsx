import { EmptyState, ErrorAlert } from "@kubecredential/shared";
import {
  Button,
  Card,
  Group,
  NativeSelect,
  SegmentedControl,
  Skeleton,
  Stack,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import IconX from "@tabler/icons-react/icons/IconX";
import IconZoomExclamation from "@tabler/icons-react/icons/IconZoomExclamation";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { OperationsTabs } from "../operations/OperationsTabs";
import { useTexts } from "../texts";
import { AuditList } from "./AuditList";
import classes from "./AuditPage.module.css";
import { type AuditSearch, actions, outcomes, readAuditSearch } from "./auditSearch";
import { ChainCheck } from "./ChainCheck";
import { useAudit } from "./useAudit";

export function AuditPage() {
  const texts = useTexts();
  const search = useSearch({ from: "/operations/audit" });
  const navigate = useNavigate({ from: "/operations/audit" });
  const { service = "issuer", ...filters } = search;
  const audit = useAudit(search);
  // The service lists them as they were committed, which may differ from the order of their numbers.
  const entries = audit.data?.pages.flatMap((page) => page.items).sort((a, b) => b.number - a.number) ?? [];

  function show(next: AuditSearch) {
    void navigate({ search: readAuditSearch({ ...next }), replace: true, resetScroll: false });
  }

  const moment = (name: "from" | "to") => ({
    type: "datetime-local",
    label: texts.audit.filters[name],
    value: search[name] ?? "",
    onChange: (event: { currentTarget: HTMLInputElement }) => show({ ...search, [name]: event.currentTarget.value }),
  });

  return (
    <Stack gap="xl">
      <title>{texts.pageTitle(texts.audit.title)}</title>
      <div>
        <Title order={1} size="h2">
          {texts.audit.title}
        </Title>
        <Text c="dimmed">{texts.audit.intro}</Text>
      </div>
      <OperationsTabs />
      <SegmentedControl
        aria-label={texts.audit.service}
        value={service}
        onChange={(value) => show({ ...filters, ...(value === "verifier" && { service: value }) })}
        data={[
          { value: "issuer", label: texts.operations.queues.issuer },
          { value: "verifier", label: texts.operations.queues.verifier },
        ]}
        style={{ alignSelf: "flex-start" }}
      />
      <ChainCheck key={service} service={service} />
      <Card role="search" p="md">
        <div className={classes.filters}>
          <TextInput
            label={texts.audit.filters.credentialId}
            placeholder={texts.list.whole}
            value={search.credentialId ?? ""}
            autoComplete="off"
            onChange={(event) => show({ ...search, credentialId: event.currentTarget.value })}
          />
          <NativeSelect
            label={texts.audit.filters.action}
            value={search.action ?? ""}
            onChange={(event) => show({ ...search, action: event.currentTarget.value })}
            data={[
              { value: "", label: texts.audit.filters.any },
              ...actions.map((action) => ({ value: action, label: texts.audit.actions[action] })),
            ]}
          />
          <NativeSelect
            label={texts.audit.filters.outcome}
            value={search.outcome ?? ""}
            onChange={(event) => show(readAuditSearch({ ...search, outcome: event.currentTarget.value }))}
            data={[
              { value: "", label: texts.audit.filters.any },
              ...outcomes.map((outcome) => ({ value: outcome, label: texts.audit.outcomes[outcome] })),
            ]}
          />
          <TextInput {...moment("from")} />
          <TextInput {...moment("to")} />
        </div>
        {Object.keys(filters).length > 0 && (
          <Group mt="sm">
            <Button
              size="xs"
              variant="default"
              leftSection={<IconX size={14} aria-hidden />}
              onClick={() => show(search.service ? { service: search.service } : {})}
            >
              {texts.list.clear}
            </Button>
          </Group>
        )}
      </Card>
      {audit.error && <ErrorAlert error={audit.error} onRetry={() => audit.refetch()} retrying={audit.isFetching} />}
      {audit.isPending ? (
        <Skeleton h={240} radius="lg" role="status" aria-label={texts.audit.loading} />
      ) : entries.length > 0 ? (
        <>
          <AuditList entries={entries} />
          {audit.hasNextPage && (
            <Group justify="center">
              <Button variant="light" onClick={() => audit.fetchNextPage()} loading={audit.isFetchingNextPage}>
                {texts.list.more}
              </Button>
            </Group>
          )}
        </>
      ) : (
        audit.data && (
          <Card>
            <EmptyState icon={IconZoomExclamation} title={texts.audit.emptyTitle} text={texts.audit.empty} />
          </Card>
        )
      )}
    </Stack>
  );
}
