import { ErrorAlert, onUnauthorized, type Session, setAntiForgeryToken } from "@kubecredential/shared";
import { Skeleton } from "@mantine/core";
import { QueryClient, QueryClientProvider, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useRouterState } from "@tanstack/react-router";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { dropDraft, isDraftOf } from "../issue/draftStore";
import { useTexts } from "../texts";
import { homeOf, mayUse } from "./access";
import { setEntered } from "./entered";
import { type SignInNotice, SignInPage } from "./SignInPage";
import { channelName, SignedInContext, sessionQuery, signedOutMessage, useSignIn } from "./useSession";

interface SessionGateProps {
  /** Renders the frame around the sign-in page. */
  signedOut: (page: ReactNode) => ReactNode;
  /** Rendered once signed in. */
  children: ReactNode;
}

/**
 * Shows its children when signed in, else the sign-in page. The address stays the same, so signing in leads to the page
 * that was asked for.
 */
export function SessionGate({ signedOut, children }: SessionGateProps) {
  const texts = useTexts().signIn;
  const { data: session, error, refetch, isFetching } = useQuery(sessionQuery);
  const { signIn, signOut } = useSignIn();
  const navigate = useNavigate();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const [notice, setNotice] = useNoticeOfArrival();

  useEffect(() => setAntiForgeryToken(session?.antiForgeryToken ?? null), [session]);
  const check = useMemo(() => () => void refetch({ cancelRefetch: false }), [refetch]);
  useEffect(() => onUnauthorized(check), [check]);
  useEffect(() => {
    const channel = new BroadcastChannel(channelName);
    channel.onmessage = ({ data }) => {
      if (data === signedOutMessage) dropDraft();
      void refetch();
    };
    return () => channel.close();
  }, [refetch]);

  const identity = session?.signedIn ? identityOf(session) : undefined;
  const [shownTo, setShownTo] = useState(identity);
  if (identity !== shownTo) {
    setShownTo(identity);
    setNotice((before) => (identity || !shownTo ? undefined : (before ?? "ended")));
  }

  // A draft belongs to the person who typed it, and is dropped when they sign out.
  useEffect(() => {
    if (identity ? !isDraftOf(identity) : notice === "signedOut") dropDraft();
  }, [identity, notice]);

  const signedIn = useMemo(
    () =>
      session &&
      identity && {
        session,
        check,
        identity,
        signOut: async () => {
          await signOut();
          setNotice("signedOut");
        },
      },
    [session, identity, check, signOut, setNotice],
  );

  useEffect(() => setEntered(identity !== undefined), [identity]);

  // The sign-in form that had the focus is gone.
  const hasEntered = useRef(false);
  useEffect(() => {
    if (identity && hasEntered.current) document.querySelector("main")?.focus({ preventScroll: true });
    hasEntered.current = false;
  }, [identity]);

  if (signedIn) {
    return (
      <SignedInContext key={identity} value={signedIn}>
        <OwnCache>{children}</OwnCache>
      </SignedInContext>
    );
  }

  async function enter(key: string) {
    const entered = await signIn(key);
    hasEntered.current = true;
    const home = homeOf(entered);
    if (path === "/" && home && !mayUse(entered, "issue")) await navigate({ to: home, replace: true });
  }

  return signedOut(
    session ? (
      <SignInPage ways={session.ways} notice={notice} onSignIn={enter} />
    ) : error ? (
      <ErrorAlert error={error} onRetry={() => refetch()} retrying={isFetching} />
    ) : (
      <Skeleton h={280} maw={440} mx="auto" radius="lg" role="status" aria-label={texts.loading} />
    ),
  );
}

/** A query cache per identity: another user, or the same one with other roles, sees nothing cached before. */
function OwnCache({ children }: { children: ReactNode }) {
  const outer = useQueryClient();
  const [client] = useState(() => new QueryClient({ defaultOptions: outer.getDefaultOptions() }));
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}

function identityOf({ name, roles, organisation }: Session): string {
  return JSON.stringify([name, organisation, ...roles]);
}

/** The service redirects failed sign-ins to /?signIn=…; the parameter is removed from the address. */
function useNoticeOfArrival() {
  const navigate = useNavigate();
  const reason = useRouterState({ select: ({ location }) => new URLSearchParams(location.searchStr).get("signIn") });
  const state = useState<SignInNotice | undefined>(reason === "failed" || reason === "link" ? reason : undefined);
  useEffect(() => {
    if (reason !== null) void navigate({ to: "/", replace: true });
  }, [reason, navigate]);
  return state;
}
