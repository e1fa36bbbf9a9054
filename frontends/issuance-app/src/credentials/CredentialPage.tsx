import { ApiError, dataOf, EmptyState, ErrorAlert, isolated, issuanceApi } from "@kubecredential/shared";
import { Anchor, Button, Card, Skeleton } from "@mantine/core";
import IconArrowLeft from "@tabler/icons-react/icons/IconArrowLeft";
import IconFileUnknown from "@tabler/icons-react/icons/IconFileUnknown";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { DeliveryTimeline } from "../delivery/DeliveryTimeline";
import { useTexts } from "../texts";
import classes from "./CredentialPage.module.css";
import { IssuedCredential } from "./IssuedCredential";

export function CredentialPage() {
  const texts = useTexts();
  const { id } = useParams({ from: "/credentials/$id" });
  const credential = useQuery({
    queryKey: ["credential", id],
    queryFn: ({ signal }) => dataOf(issuanceApi.GET("/api/v1/credentials/{id}", { params: { path: { id } }, signal })),
  });

  const unknown = credential.error instanceof ApiError && [400, 404].includes(credential.error.status);
  return (
    <>
      <title>{texts.pageTitle(credential.data ? isolated(credential.data.holderName) : texts.detail.title)}</title>
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
      {credential.data ? (
        <div className={classes.columns}>
          <IssuedCredential credential={credential.data} order={1} />
          <div className="kc-no-print">
            <DeliveryTimeline credential={credential.data} />
          </div>
        </div>
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
