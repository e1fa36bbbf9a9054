import { EmptyState, ErrorAlert, type TrustedIssuer } from "@kubecredential/shared";
import { Button, Card, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import IconPlus from "@tabler/icons-react/icons/IconPlus";
import IconShieldCheck from "@tabler/icons-react/icons/IconShieldCheck";
import { useState } from "react";
import { ConfirmDialog } from "../operations/ConfirmDialog";
import { OperationsTabs } from "../operations/OperationsTabs";
import { useTexts } from "../texts";
import { TrustedIssuerDialog } from "./TrustedIssuerDialog";
import { TrustedIssuerList } from "./TrustedIssuerList";
import { useTrustedTexts } from "./texts";
import { useRemoveTrustedIssuer, useTrustedIssuers } from "./useTrustedIssuers";

type Open = { is: "adding" } | { is: "changing" | "removing"; issuer: TrustedIssuer };

/** The issuers elsewhere whose credentials the verifier trusts. */
export function TrustedIssuersPage() {
  const all = useTexts();
  const texts = useTrustedTexts();
  const list = useTrustedIssuers();
  const removal = useRemoveTrustedIssuer();
  const [open, setOpen] = useState<Open>();
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const close = () => setOpen(undefined);
  const removed = open?.is === "removing" ? open.issuer : undefined;
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpen({ is: "adding" })}>
      {texts.add}
    </Button>
  );

  return (
    <Stack gap="xl">
      <title>{all.pageTitle(texts.title)}</title>
      <Group justify="space-between" gap="sm">
        <div style={{ flex: "1 1 18rem" }}>
          <Title order={1} size="h2">
            {texts.title}
          </Title>
          <Text c="dimmed">{texts.intro}</Text>
        </div>
        {items.length > 0 && add}
      </Group>
      <OperationsTabs />
      {list.error && <ErrorAlert error={list.error} onRetry={() => list.refetch()} retrying={list.isFetching} />}
      {list.isPending ? (
        <Skeleton h={240} radius="lg" role="status" aria-label={texts.loading} />
      ) : list.isSuccess && items.length === 0 ? (
        <Card>
          <EmptyState icon={IconShieldCheck} title={texts.emptyTitle} text={texts.empty} action={add} />
        </Card>
      ) : items.length > 0 ? (
        <>
          <TrustedIssuerList
            issuers={items}
            onChange={(issuer) => setOpen({ is: "changing", issuer })}
            onRemove={(issuer) => setOpen({ is: "removing", issuer })}
          />
          {list.hasNextPage && (
            <Group justify="center">
              <Button variant="light" onClick={() => list.fetchNextPage()} loading={list.isFetchingNextPage}>
                {all.list.more}
              </Button>
            </Group>
          )}
        </>
      ) : null}
      {open && open.is !== "removing" && (
        <TrustedIssuerDialog issuer={open.is === "changing" ? open.issuer : undefined} onClose={close} />
      )}
      <ConfirmDialog
        opened={removed !== undefined}
        onClose={close}
        title={texts.removeTitle}
        text={removed ? texts.removeText(removed.name) : ""}
        action={texts.remove}
        danger
        order={removal}
        onConfirm={(_, done) => removed && removal.mutate(removed.id, { onSuccess: done })}
      />
    </Stack>
  );
}
