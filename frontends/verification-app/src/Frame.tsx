import { AppBrand, AppFrame } from "@kubecredential/shared";
import { Anchor } from "@mantine/core";
import IconHistory from "@tabler/icons-react/icons/IconHistory";
import IconShieldCheck from "@tabler/icons-react/icons/IconShieldCheck";
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { useTexts } from "./texts";

export function Frame() {
  const texts = useTexts();
  // The path of the visible page: while the next one loads, the focused element may still belong to the old one.
  const path = useRouterState({ select: ({ location, resolvedLocation }) => (resolvedLocation ?? location).pathname });
  if (path === "/kiosk") return <Outlet />;
  return (
    <AppFrame
      path={path}
      footer={
        // The service's own page, under the same origin.
        <Anchor href="/scalar" size="sm" c="dimmed" py={4} display="inline-block">
          {texts.apiReference}
        </Anchor>
      }
      brand={(className) => (
        <Link to="/" className={className}>
          <AppBrand app={texts.app} logo="/logo.svg" />
        </Link>
      )}
      links={
        <>
          <Link to="/" activeOptions={{ exact: true }}>
            <IconShieldCheck size={18} aria-hidden />
            {texts.nav.verify}
          </Link>
          <Link to="/history">
            <IconHistory size={18} aria-hidden />
            {texts.nav.history}
          </Link>
        </>
      }
    >
      <Outlet />
    </AppFrame>
  );
}
