import { askEarly, dataOf, type Early, issuanceApi, nothingEarly, type Session } from "@kubecredential/shared";
import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { createContext, use, useMemo } from "react";
import { type Area, mayUse } from "./access";

let early: Early<Session> = nothingEarly;

/** Takes up what before.js has asked, if anything. */
export function askForSessionEarly(): Promise<unknown> {
  if (globalThis.kubeCredentialAhead) early = askEarly(() => dataOf(issuanceApi.GET("/api/v1/session")));
  return early.ready;
}

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: ({ signal }) => early.take() ?? dataOf(issuanceApi.GET("/api/v1/session", { signal })),
  initialData: () => early.takeAnswer(),
  // Another tab or the service may have ended the session.
  refetchOnWindowFocus: "always",
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: Number.POSITIVE_INFINITY,
});

/** The broadcast channel that tells other tabs of a sign-in or sign-out: they share the cookie. */
export const channelName = "kubecredential.session";

/** Told when somebody signed out, not when a session ended by itself: then nothing typed is kept. */
export const signedOutMessage = "signedOut";

function tellOtherTabs(message = "changed") {
  const channel = new BroadcastChannel(channelName);
  channel.postMessage(message);
  channel.close();
}

/** Signs in and out. The key is not kept in any cache or component state. */
export function useSignIn() {
  const client = useQueryClient();
  return useMemo(
    () => ({
      signIn: async (key: string): Promise<Session> => {
        const session = await dataOf(issuanceApi.POST("/api/v1/session", { body: { key } }));
        // A pending answer would still show the old session.
        await client.cancelQueries({ queryKey: sessionQuery.queryKey });
        client.setQueryData(sessionQuery.queryKey, session);
        tellOtherTabs();
        return session;
      },
      signOut: async (): Promise<void> => {
        await issuanceApi.DELETE("/api/v1/session");
        await client.cancelQueries({ queryKey: sessionQuery.queryKey });
        client.setQueryData(sessionQuery.queryKey, (session) =>
          session ? { ...session, signedIn: false, antiForgeryToken: null } : session,
        );
        tellOtherTabs(signedOutMessage);
      },
    }),
    [client],
  );
}

interface SignedIn {
  session: Session;
  signOut: () => Promise<void>;
  /** Asks the service whether the session is still valid. */
  check: () => void;
  /** Equal for the same person with the same rights. */
  identity: string;
}

export const SignedInContext = createContext<SignedIn | undefined>(undefined);

/** The current user. Pages are rendered only when signed in. */
export function useSignedIn(): SignedIn {
  const signedIn = use(SignedInContext);
  if (!signedIn) throw new Error("useSignedIn needs a signed-in user.");
  return signedIn;
}

export function useMayUse(area: Area): boolean {
  return mayUse(useSignedIn().session, area);
}
