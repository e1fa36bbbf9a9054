import { AppBrand, AppFrame, LiveBadge, localeOf, useLanguage } from "@kubecredential/shared";
import { Skeleton } from "@mantine/core";
import IconActivity from "@tabler/icons-react/icons/IconActivity";
import IconBuilding from "@tabler/icons-react/icons/IconBuilding";
import IconCalendarDue from "@tabler/icons-react/icons/IconCalendarDue";
import IconFilePlus from "@tabler/icons-react/icons/IconFilePlus";
import IconHistory from "@tabler/icons-react/icons/IconHistory";
import IconListDetails from "@tabler/icons-react/icons/IconListDetails";
import IconShieldCheck from "@tabler/icons-react/icons/IconShieldCheck";
import IconStack2 from "@tabler/icons-react/icons/IconStack2";
import IconTemplate from "@tabler/icons-react/icons/IconTemplate";
import IconUsers from "@tabler/icons-react/icons/IconUsers";
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { type ReactNode, Suspense } from "react";
import { useOpenCorrections } from "./corrections/useCorrections";
import classes from "./Frame.module.css";
import { HealthBanner } from "./health/HealthBanner";
import { LiveProvider } from "./live/LiveProvider";
import { useLive } from "./live/useLive";
import { AccountMenu } from "./session/AccountMenu";
import { homeOf, mayUse } from "./session/access";
import { ForbiddenPage } from "./session/ForbiddenPage";
import { SessionGate } from "./session/SessionGate";
import { useSignedIn } from "./session/useSession";
import { verificationAppUrl } from "./shareLink";
import { useTexts } from "./texts";

export function Frame() {
  return (
    <SessionGate signedOut={(page) => <SignedOutFrame>{page}</SignedOutFrame>}>
      <LiveProvider>
        <FrameOnStream />
      </LiveProvider>
    </SessionGate>
  );
}

function SignedOutFrame({ children }: { children: ReactNode }) {
  const texts = useTexts();
  return (
    <AppFrame
      path=""
      brand={(className) => (
        <Link to="/" className={className}>
          <AppBrand app={texts.app} logo="/logo.svg" />
        </Link>
      )}
      links={<VerifyLink />}
    >
      {children}
    </AppFrame>
  );
}

function FrameOnStream() {
  const { state } = useLive();
  const texts = useTexts();
  const { session } = useSignedIn();
  // The path of the visible page: while the next one loads, the focused element may still belong to the old one.
  const path = useRouterState({ select: ({ location, resolvedLocation }) => (resolvedLocation ?? location).pathname });
  const area = useRouterState({ select: ({ matches }) => matches.at(-1)?.staticData.area });
  return (
    <AppFrame
      path={path}
      brand={(className) => (
        <Link to={homeOf(session) ?? "/"} className={className}>
          <AppBrand app={texts.app} logo="/logo.svg" />
        </Link>
      )}
      links={
        <>
          {mayUse(session, "issue") && (
            <Link to="/" activeOptions={{ exact: true }}>
              <IconFilePlus size={18} aria-hidden />
              {texts.nav.issue}
            </Link>
          )}
          {mayUse(session, "credentials") && (
            <Link to="/credentials">
              <IconListDetails size={18} aria-hidden />
              {texts.nav.credentials}
            </Link>
          )}
          {mayUse(session, "credentials") && (
            <Link to="/batches">
              <IconStack2 size={18} aria-hidden />
              {texts.nav.batches}
            </Link>
          )}
          {mayUse(session, "issue") && (
            <Link to="/renewals">
              <IconCalendarDue size={18} aria-hidden />
              {texts.nav.renewals}
            </Link>
          )}
          {mayUse(session, "credentials") && <HoldersLink />}
          {mayUse(session, "issuers") && (
            <Link to="/issuers">
              <IconBuilding size={18} aria-hidden />
              {texts.nav.issuers}
            </Link>
          )}
          {mayUse(session, "types") && (
            <Link to="/credential-types">
              <IconTemplate size={18} aria-hidden />
              {texts.nav.types}
            </Link>
          )}
          {mayUse(session, "operations") ? (
            <Link to="/operations">
              <IconActivity size={18} aria-hidden />
              {texts.nav.operations}
            </Link>
          ) : (
            mayUse(session, "audit") && (
              <Link to="/operations/audit">
                <IconHistory size={18} aria-hidden />
                {texts.operations.audit}
              </Link>
            )
          )}
          <VerifyLink />
        </>
      }
      banner={<HealthBanner />}
      status={mayUse(session, "credentials") && <LiveBadge state={state} />}
      account={<AccountMenu />}
    >
      {area && !mayUse(session, area) ? (
        <ForbiddenPage area={area} />
      ) : (
        <Suspense fallback={<Skeleton h={280} radius="lg" role="status" aria-label={texts.signIn.loading} />}>
          <Outlet />
        </Suspense>
      )}
    </AppFrame>
  );
}

/** With the number of corrections that wait for an answer. */
function HoldersLink() {
  const texts = useTexts().nav;
  const { language } = useLanguage();
  const open = useOpenCorrections(true);
  return (
    <Link to="/holders">
      <IconUsers size={18} aria-hidden />
      {texts.holders}
      {open > 0 && (
        <span className={classes.count} title={texts.openCorrections(open.toLocaleString(localeOf(language)))}>
          <span aria-hidden>{open > 99 ? "99+" : open.toLocaleString(localeOf(language))}</span>
          <span className="kc-visually-hidden">{texts.openCorrections(open.toLocaleString(localeOf(language)))}</span>
        </span>
      )}
    </Link>
  );
}

/** Shown to everyone: verifying needs no role. */
function VerifyLink() {
  const texts = useTexts();
  return (
    <a href={verificationAppUrl()}>
      <IconShieldCheck size={18} aria-hidden />
      {texts.nav.verify}
    </a>
  );
}
