import {
  type AnyCredential,
  ApiError,
  dataOf,
  EmptyState,
  ErrorAlert,
  isErased,
  isolated,
  issuanceApi,
} from "@kubecredential/shared";
import { Anchor, Button, Card, Skeleton, Stack, Text } from "@mantine/core";
import IconArrowLeft from "@tabler/icons-react/icons/IconArrowLeft";
import IconFileUnknown from "@tabler/icons-react/icons/IconFileUnknown";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { DeliveryTimeline } from "../delivery/DeliveryTimeline";
import { InvitationsCard } from "../invitations/InvitationsCard";
import { LifecycleActions } from "../lifecycle/LifecycleActions";
import { PortableCard } from "../portable/PortableCard";
import { useMayUse } from "../session/useSession";
import { useTexts } from "../texts";
import classes from "./CredentialPage.module.css";
import { ErasedCard } from "./ErasedCard";
import { IssuedCredential } from "./IssuedCredential";
import { Lineage } from "./Lineage";
import { PrivateRecord } from "./PrivateRecord";
import { useRecord } from "./useRecord";

export function CredentialPage() {
  const texts = useTexts();
  const { id } = useParams({ from: "/credentials/$id" });
  const credential = useQuery<AnyCredential>({
    queryKey: ["credential", id],
    queryFn: ({ signal }) => dataOf(issuanceApi.GET("/api/v1/credentials/{id}", { params: { path: { id } }, signal })),
  });

  const unknown = credential.error instanceof ApiError && [400, 404].includes(credential.error.status);
  const { data } = credential;
  const title = !data ? texts.detail.title : isErased(data) ? texts.detail.erasedTitle : isolated(data.holderName);
  return (
    <>
      <title>{texts.pageTitle(title)}</title>
      <Anchor
        mb="md"
        className="kc-no-print"
        display="inline-flex"
        style={{ alignItems: "center", gap: 4 }}
        renderRoot={(props) => <Link to="/credentials" {...props} />}
      >
        <IconArrowLeft size={16} aria-hidden />
        {texts.detail.back}
      </Anchor>
      {data ? (
        <Details key={id} credential={data} />
      ) : unknown ? (
        <Card>
          <EmptyState
            order={1}
            icon={IconFileUnknown}
            title={texts.detail.unknownTitle}
            text={texts.detail.unknown}
            action={
              <Button variant="default" renderRoot={(props) => <Link to="/credentials" {...props} />}>
                {texts.detail.back}
              </Button>
            }
          />
        </Card>
      ) : credential.error ? (
        <ErrorAlert error={credential.error} onRetry={() => credential.refetch()} retrying={credential.isFetching} />
      ) : (
        <div className={classes.columns} role="status" aria-label={texts.detail.loading}>
          <Skeleton h={420} radius="lg" />
          <Skeleton h={220} radius="lg" />
        </div>
      )}
    </>
  );
}

function Details({ credential }: { credential: AnyCredential }) {
  const texts = useTexts().detail;
  const { change } = useSearch({ from: "/credentials/$id" });
  const navigate = useNavigate({ from: "/credentials/$id" });
  const mayChange = useMayUse("issue");
  const record = useRecord(credential.id);
  const life = (
    <Stack gap="sm" className="kc-no-print">
      <Text size="sm" c="dimmed">
        {texts.version(credential.version)}
      </Text>
      <Lineage status={credential.status} />
      {mayChange && (
        <LifecycleActions
          credential={credential}
          record={record.data}
          isRecordPending={record.isPending}
          asked={change}
          onAsk={(action) =>
            void navigate({ search: action ? { change: action } : {}, replace: true, resetScroll: false })
          }
          onSucceeded={(id) => void navigate({ to: "/credentials/$id", params: { id }, search: {} })}
        />
      )}
    </Stack>
  );
  return (
    <div className={classes.columns}>
      <Stack gap="lg">
        {isErased(credential) ? (
          <>
            <ErasedCard credential={credential} />
            {life}
          </>
        ) : (
          <IssuedCredential credential={credential} order={1}>
            {life}
          </IssuedCredential>
        )}
        <PrivateRecord record={record.data} error={record.error} />
        {!isErased(credential) && (
          <InvitationsCard
            credentialId={credential.id}
            email={record.data?.holderEmail ?? null}
            mayInvite={mayChange && credential.status.state !== "revoked" && credential.status.state !== "superseded"}
          />
        )}
        {!isErased(credential) && <PortableCard id={credential.id} />}
      </Stack>
      <div className="kc-no-print">
        <DeliveryTimeline credential={credential} />
      </div>
    </div>
  );
}
