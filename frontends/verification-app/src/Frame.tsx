import { AppBrand, AppFrame } from "@kubecredential/shared";
import IconHistory from "@tabler/icons-react/icons/IconHistory";
import IconShieldCheck from "@tabler/icons-react/icons/IconShieldCheck";
import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { useTexts } from "./texts";

export function Frame() {
  const texts = useTexts();
  const path = useLocation({ select: ({ pathname }) => pathname });
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
