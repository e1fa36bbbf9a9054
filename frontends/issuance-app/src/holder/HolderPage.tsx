import { AppBrand, AppFrame, ErrorAlert, type Holder, isolated, localeOf, useLanguage } from "@kubecredential/shared";
import { Button, Skeleton, Stack, Text, Title } from "@mantine/core";
import IconLogout from "@tabler/icons-react/icons/IconLogout";
import IconShieldCheck from "@tabler/icons-react/icons/IconShieldCheck";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { verificationAppUrl } from "../shareLink";
import { CorrectionsCard } from "./CorrectionsCard";
import classes from "./Holder.module.css";
import { HolderCertificate, titleOf } from "./HolderCertificate";
import { LinkProblem } from "./LinkProblem";
import { PapersCard } from "./PapersCard";
import { PortableCard } from "./PortableCard";
import { SharesCard } from "./SharesCard";
import { ShowCard } from "./ShowCard";
import { useHolderTexts } from "./texts";
import { useHolder } from "./useHolder";

/** The page of the person a credential is about, behind a personal link. There is no account. */
export function HolderPage() {
  const texts = useHolderTexts();
  const { language } = useLanguage();
  const { holder, closed, error, retry, isRetrying, signOut } = useHolder();
  const signingOut = useMutation({ mutationFn: signOut });
  return (
    <AppFrame
      path="/h"
      brand={(className) => (
        <span className={className}>
          <AppBrand app={texts.app} logo="/logo.svg" />
        </span>
      )}
      links={
        <a href={verificationAppUrl()}>
          <IconShieldCheck size={18} aria-hidden />
          {texts.verify}
        </a>
      }
      account={
        holder && (
          <Button
            variant="default"
            size="sm"
            loading={signingOut.isPending}
            leftSection={<IconLogout size={16} aria-hidden />}
            onClick={() => signingOut.mutate()}
          >
            {texts.signOut}
          </Button>
        )
      }
    >
      <title>
        {texts.pageTitle(
          holder ? isolated(titleOf(holder, language)) : closed ? texts.links[closed.why].title : texts.app,
        )}
      </title>
      {holder ? (
        <Stack>
          {signingOut.error && <ErrorAlert error={signingOut.error} />}
          <Opened holder={holder} />
        </Stack>
      ) : closed ? (
        <LinkProblem key={closed.why} why={closed.why} token={closed.token} />
      ) : error ? (
        <Stack>
          <Title order={1} size="h2">
            {texts.app}
          </Title>
          <ErrorAlert error={error} onRetry={retry} retrying={isRetrying} />
        </Stack>
      ) : (
        <div className={classes.page} role="status" aria-label={texts.opening}>
          <Skeleton h={380} radius="lg" className={classes.wide} />
          <Skeleton h={180} radius="lg" />
          <Skeleton h={180} radius="lg" />
        </div>
      )}
    </AppFrame>
  );
}

/** The time of day. */
function timeOf(instant: string, language: string): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return instant;
  return new Intl.DateTimeFormat(localeOf(language), { timeStyle: "short" }).format(date);
}

function Opened({ holder }: { holder: Holder }) {
  const texts = useHolderTexts();
  const { language } = useLanguage();
  const heading = useRef<HTMLHeadingElement>(null);
  // Screen readers begin with what the page is about.
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <div className={classes.page}>
      <div className={classes.wide}>
        <Text c="dimmed" mb="sm">
          {texts.yours}
        </Text>
        <HolderCertificate holder={holder} headingRef={heading} />
      </div>
      <PapersCard holder={holder} />
      <ShowCard holder={holder} />
      <SharesCard shares={holder.shares} className={classes.wide ?? ""} />
      <CorrectionsCard holder={holder} />
      <PortableCard holder={holder} />
      <Stack gap={2} className={`${classes.wide} ${classes.end}`}>
        {holder.email !== null && (
          <Text size="sm" c="dimmed">
            {texts.session.messages(isolated(holder.email))}
          </Text>
        )}
        <Text size="sm" c="dimmed">
          {texts.session.ends(timeOf(holder.sessionExpiresAt, language))}
        </Text>
      </Stack>
    </div>
  );
}
