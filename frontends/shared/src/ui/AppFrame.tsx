import { ActionIcon, Container, NativeSelect, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import IconMoon from "@tabler/icons-react/icons/IconMoon";
import IconSun from "@tabler/icons-react/icons/IconSun";
import { type ReactNode, useEffect, useRef } from "react";
import { type Language, languages, useLanguage } from "../i18n";
import { useSharedTexts } from "../texts";
import classes from "./AppFrame.module.css";
import { useKeptFocus } from "./useKeptFocus";

export interface AppFrameProps {
  /** The link to the start page, with `AppBrand` as its content. */
  brand: (className: string) => ReactNode;
  /** The links of the main navigation. */
  links: ReactNode;
  /** Shown above every page, e.g. the service's health. */
  banner?: ReactNode;
  /** Shown before the language and colour switches, e.g. whether updates are live. */
  status?: ReactNode;
  /** Shown after those switches, e.g. who is signed in. */
  account?: ReactNode;
  /** Below every page, e.g. a link to the API reference. */
  footer?: ReactNode;
  /** The current path; when it changes, the focus moves to the new page. */
  path: string;
  children: ReactNode;
}

/** Paper is white, also where the app is dark. */
function useLightOnPaper() {
  useEffect(() => {
    const root = document.documentElement;
    const name = "data-mantine-color-scheme";
    let shown: string | null = null;
    const begin = () => {
      shown = root.getAttribute(name);
      root.setAttribute(name, "light");
    };
    const end = () => {
      if (shown !== null) root.setAttribute(name, shown);
    };
    addEventListener("beforeprint", begin);
    addEventListener("afterprint", end);
    return () => {
      removeEventListener("beforeprint", begin);
      removeEventListener("afterprint", end);
    };
  }, []);
}

/** The frame around every page of both apps. */
export function AppFrame({ brand, links, banner, status, account, footer, path, children }: AppFrameProps) {
  const texts = useSharedTexts();
  const main = useRef<HTMLElement>(null);
  const shownPath = useRef(path);
  useLightOnPaper();
  useKeptFocus();

  // Without a page load, only moving the focus tells a screen reader about the new page.
  useEffect(() => {
    if (shownPath.current === path) return;
    shownPath.current = path;
    if (!main.current?.contains(document.activeElement)) main.current?.focus({ preventScroll: true });
  }, [path]);

  return (
    <>
      <a className={classes.skip} href="#main">
        {texts.skipToContent}
      </a>
      <header className={classes.header}>
        <Container size="lg" className={classes.bar}>
          {brand(classes.brand ?? "")}
          <nav className={classes.nav} aria-label={texts.mainNavigation}>
            {links}
          </nav>
          <div className={classes.tools}>
            {status}
            <LanguageSwitch />
            <ColorSchemeToggle />
            {account}
          </div>
        </Container>
      </header>
      <main id="main" ref={main} tabIndex={-1} className={classes.main}>
        <Container size="lg" py={{ base: "md", sm: "xl" }}>
          {banner}
          {children}
        </Container>
      </main>
      {footer && (
        <footer className={classes.footer}>
          <Container size="lg">{footer}</Container>
        </footer>
      )}
    </>
  );
}

export function AppBrand({ app, logo }: { app: string; logo: string }) {
  return (
    <>
      <img src={logo} alt="" width={34} height={34} />
      <span className={classes.brandName}>
        KubeCredential <span className={classes.brandApp}>{app}</span>
      </span>
    </>
  );
}

function ColorSchemeToggle() {
  const texts = useSharedTexts();
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme("light", { getInitialValueInEffect: false });
  const Icon = scheme === "light" ? IconMoon : IconSun;
  return (
    <ActionIcon
      variant="default"
      size="lg"
      onClick={() => setColorScheme(scheme === "light" ? "dark" : "light")}
      aria-label={texts.lightOrDark[scheme]}
      title={texts.lightOrDark[scheme]}
    >
      <Icon size={18} aria-hidden />
    </ActionIcon>
  );
}

function LanguageSwitch() {
  const texts = useSharedTexts();
  const { language, setLanguage } = useLanguage();
  return (
    <NativeSelect
      className={classes.language}
      aria-label={texts.language}
      value={language}
      data={Object.entries(languages).map(([value, label]) => ({ value, label }))}
      onChange={(event) => setLanguage(event.currentTarget.value as Language)}
    />
  );
}
