import { AppBrand, AppFrame, LiveBadge } from "@kubecredential/shared";
import IconActivity from "@tabler/icons-react/icons/IconActivity";
import IconFilePlus from "@tabler/icons-react/icons/IconFilePlus";
import IconListDetails from "@tabler/icons-react/icons/IconListDetails";
import IconShieldCheck from "@tabler/icons-react/icons/IconShieldCheck";
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { HealthBanner } from "./health/HealthBanner";
import { LiveProvider } from "./live/LiveProvider";
import { useLive } from "./live/useLive";
import { verificationAppUrl } from "./shareLink";
import { useTexts } from "./texts";

export function Frame() {
  return (
    <LiveProvider>
      <FrameOnStream />
    </LiveProvider>
  );
}

function FrameOnStream() {
  const { state } = useLive();
  const texts = useTexts();
  // Of the page that is shown: while the next one is still coming, the focus may be on something that leaves with this one.
  const path = useRouterState({ select: ({ location, resolvedLocation }) => (resolvedLocation ?? location).pathname });
  return (
    <AppFrame
      path={path}
      brand={(className) => (
        <Link to="/" className={className}>
          <AppBrand app={texts.app} logo="/logo.svg" />
        </Link>
      )}
      links={
        <>
          <Link to="/" activeOptions={{ exact: true }}>
            <IconFilePlus size={18} aria-hidden />
            {texts.nav.issue}
          </Link>
          <Link to="/credentials">
            <IconListDetails size={18} aria-hidden />
            {texts.nav.credentials}
          </Link>
          <Link to="/operations">
            <IconActivity size={18} aria-hidden />
            {texts.nav.operations}
          </Link>
          <a href={verificationAppUrl()}>
            <IconShieldCheck size={18} aria-hidden />
            {texts.nav.verify}
          </a>
        </>
      }
      banner={<HealthBanner />}
      status={<LiveBadge state={state} />}
    >
      <Outlet />
    </AppFrame>
  );
}
