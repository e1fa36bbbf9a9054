import { dataOf, issuanceApi, type Session } from "@kubecredential/shared";
import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { createContext, use, useMemo } from "react";
import type { IssueForm } from "../issue/form";
import { type Area, mayUse } from "./access";

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: ({ signal }) => dataOf(issuanceApi.GET("/api/v1/session", { signal })),
  // Another tab, or the service, may have ended it meanwhile.
  refetchOnWindowFocus: "always",
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: Number.POSITIVE_INFINITY,
});

/** What tells the other tabs of this browser that somebody has signed in or out: they share the cookie. */
export const channelName = "kubecredential.session";

function tellOtherTabs() {
  const channel = new BroadcastChannel(channelName);
  channel.postMessage("changed");
  channel.close();
}

/** Signing in and out. The key is nobody's state: no cache and no component keeps it. */
export function useSignIn() {
  const client = useQueryClient();
  return useMemo(
    () => ({
      signIn: async (key: string): Promise<Session> => {
        const session = await dataOf(issuanceApi.POST("/api/v1/session", { body: { key } }));
        // An answer still to come would tell of the time before.
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
        tellOtherTabs();
      },
    }),
    [client],
  );
}

/** What is typed into the form and not issued yet: it outlives the page, and a session that ends by itself. */
export interface Draft {
  read: () => IssueForm | undefined;
  keep: (form: IssueForm) => void;
}

interface SignedIn {
  session: Session;
  signOut: () => Promise<void>;
  /** Asks the service whether the session goes on. */
  check: () => void;
  draft: Draft;
}

export const SignedInContext = createContext<SignedIn | undefined>(undefined);

/** Whoever is signed in: all pages are drawn for somebody. */
export function useSignedIn(): SignedIn {
  const signedIn = use(SignedInContext);
  if (!signedIn) throw new Error("Nobody is signed in where somebody has to be.");
  return signedIn;
}

export function useMayUse(area: Area): boolean {
  return mayUse(useSignedIn().session, area);
}
