import {
  ApiError,
  dayOf,
  EmptyState,
  ErrorAlert,
  formatDay,
  hostOf,
  type Issuer,
  IssuerLogo,
  isolated,
  Name,
  useLanguage,
} from "@kubecredential/shared";
import { Anchor, Button, Card, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import IconArrowLeft from "@tabler/icons-react/icons/IconArrowLeft";
import IconBuilding from "@tabler/icons-react/icons/IconBuilding";
import { Link, useParams } from "@tanstack/react-router";
import { MailTextsCard } from "../mailtexts/MailTextsCard";
import { useTexts } from "../texts";
import { DidCard } from "./DidCard";
import classes from "./IssuerPage.module.css";
import { KeysCard } from "./KeysCard";
import { LogoCard } from "./LogoCard";
import { ProfileCard } from "./ProfileCard";
import { useIssuerTexts } from "./texts";
import { useIssuer } from "./useIssuers";

export function IssuerPage() {
  const all = useTexts();
  const texts = useIssuerTexts();
  const { slug } = useParams({ from: "/issuers/$slug" });
  const issuer = useIssuer(slug);
  const isUnknown = issuer.error instanceof ApiError && [400, 404].includes(issuer.error.status);
  return (
    <>
      <title>{all.pageTitle(issuer.data ? isolated(issuer.data.name) : texts.title)}</title>
      <Anchor
        mb="md"
        display="inline-flex"
        style={{ alignItems: "center", gap: 4 }}
        renderRoot={(props) => <Link to="/issuers" {...props} />}
      >
        <IconArrowLeft size={16} aria-hidden />
        {texts.profile.back}
      </Anchor>
      {issuer.data ? (
        <Profile key={slug} issuer={issuer.data} />
      ) : isUnknown ? (
        <Card>
          <EmptyState
            order={1}
            icon={IconBuilding}
            title={texts.profile.unknownTitle}
            text={texts.profile.unknown}
            action={
              <Button variant="default" renderRoot={(props) => <Link to="/issuers" {...props} />}>
                {texts.profile.back}
              </Button>
            }
          />
        </Card>
      ) : issuer.error ? (
        <ErrorAlert error={issuer.error} onRetry={() => issuer.refetch()} retrying={issuer.isFetching} />
      ) : (
        <div className={classes.columns} role="status" aria-label={texts.profile.loading}>
          <Skeleton h={360} radius="lg" />
          <Skeleton h={220} radius="lg" />
        </div>
      )}
    </>
  );
}

function Profile({ issuer }: { issuer: Issuer }) {
  const texts = useIssuerTexts().profile;
  const { language } = useLanguage();
  const host = hostOf(issuer.website);
  return (
    <Stack gap="lg">
      <Group gap="md" wrap="nowrap">
        <IssuerLogo name={issuer.name} logo={issuer.logo} size={64} />
        <div style={{ minWidth: 0 }}>
          <Title order={1} size="h2" className="kc-break">
            <Name>{issuer.name}</Name>
          </Title>
          <Text c="dimmed" className="kc-break">
            {texts.registered(formatDay(dayOf(issuer.registeredAt), language))}
            {host && issuer.website && (
              <>
                {" · "}
                <Anchor href={issuer.website} target="_blank" rel="noopener noreferrer" underline="always" inherit>
                  {host}
                </Anchor>
              </>
            )}
          </Text>
        </div>
      </Group>
      <div className={classes.columns}>
        <ProfileCard issuer={issuer} />
        <Stack gap="lg">
          <LogoCard issuer={issuer} />
          <DidCard issuer={issuer} />
        </Stack>
      </div>
      <MailTextsCard key={issuer.slug} slug={issuer.slug} />
      <KeysCard slug={issuer.slug} />
    </Stack>
  );
}
