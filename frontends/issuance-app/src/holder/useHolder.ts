import {
  ApiError,
  dataOf,
  type Holder,
  issuanceApi,
  onUnauthorized,
  setAntiForgeryToken,
} from "@kubecredential/shared";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useRouterState } from "@tanstack/react-router";
import { useCallback, useEffect, useRef, useState } from "react";
import { forgetLink, openedBy, rememberLink } from "./knownLink";

const key = ["holder"];
const longestTimer = 2 ** 31 - 1;

/** Why the page shows no credential. */
export type Why = "unknown" | "used" | "expired" | "revoked" | "erased" | "ended" | "signedOut" | "none";

export interface HolderState {
  holder?: Holder;
  /** Why it is closed, and the link for which a new one may be sent. */
  closed?: { why: Why; token?: string };
  /** What may pass. */
  error?: Error;
  retry: () => void;
  isRetrying: boolean;
  signOut: () => Promise<void>;
}

const getHolder = (signal?: AbortSignal): Promise<Holder> => dataOf(issuanceApi.GET("/api/v1/holder", { signal }));

/** The holder behind a personal link: the token is exchanged for a session at once, and leaves the address bar. */
export function useHolder(): HolderState {
  const client = useQueryClient();
  const navigate = useNavigate();
  const token = useRouterState({ select: ({ location }) => location.hash });
  const taken = useRef("");
  const [opening, setOpening] = useState(token !== "");
  const [failed, setFailed] = useState<{ token: string; error: unknown }>();
  const [ended, setEnded] = useState<"ended" | "signedOut">();
  const [last, setLast] = useState<string>();

  const open = useCallback(
    async (link: string) => {
      setOpening(true);
      setFailed(undefined);
      setEnded(undefined);
      setLast(link);
      client.removeQueries({ queryKey: key });
      try {
        client.setQueryData(key, await exchange(link));
      } catch (error) {
        setFailed({ token: link, error });
      }
      setOpening(false);
    },
    [client],
  );

  useEffect(() => {
    if (token === "") return;
    void navigate({ to: "/h", replace: true });
    // Effects run twice while developing. Followed again later, the same link is opened again.
    if (taken.current === token) return;
    taken.current = token;
    void open(token).finally(() => {
      if (taken.current === token) taken.current = "";
    });
  }, [token, navigate, open]);

  const query = useQuery<Holder>({
    queryKey: key,
    queryFn: ({ signal }) => getHolder(signal),
    enabled: !opening && !failed && !ended,
    gcTime: 0,
  });
  const { data } = query;

  useEffect(() => setAntiForgeryToken(data?.antiForgeryToken ?? null), [data]);
  const isOpen = useRef(false);
  useEffect(() => {
    if (data) isOpen.current = true;
  }, [data]);
  useEffect(
    () =>
      onUnauthorized(() => {
        if (isOpen.current) setEnded((before) => before ?? "ended");
      }),
    [],
  );

  const { refetch } = query;
  const expiresAt = data?.sessionExpiresAt;
  useEffect(() => {
    const left = expiresAt === undefined ? Number.NaN : Date.parse(expiresAt) - Date.now();
    if (Number.isNaN(left)) return;
    const timer = setTimeout(() => void refetch(), Math.min(Math.max(left, 0) + 1_000, longestTimer));
    return () => clearTimeout(timer);
  }, [expiresAt, refetch]);

  const signOut = useCallback(async () => {
    await issuanceApi.DELETE("/api/v1/holder/session");
    forgetLink();
    setEnded("signedOut");
    setLast(undefined);
    client.removeQueries({ queryKey: key });
  }, [client]);

  const shared = { signOut, isRetrying: query.isFetching };
  if (ended) return { ...shared, closed: { why: ended, token: last }, retry: () => {} };
  if (failed) {
    const why = whyOf(failed.error);
    const retry = () => void open(failed.token);
    return why
      ? { ...shared, closed: { why, token: failed.token }, retry }
      : { ...shared, error: failed.error as Error, retry };
  }
  if (data) return { ...shared, holder: data, retry: () => void refetch() };
  if (query.error instanceof ApiError && query.error.status === 401) {
    return { ...shared, closed: { why: "none" }, retry: () => {} };
  }
  if (!opening && whyOf(query.error) === "erased") return { ...shared, closed: { why: "erased" }, retry: () => {} };
  return { ...shared, error: opening ? undefined : (query.error ?? undefined), retry: () => void refetch() };
}

async function exchange(token: string): Promise<Holder> {
  try {
    const holder = await dataOf(issuanceApi.POST("/api/v1/holder/session", { body: { token } }));
    rememberLink(token, holder.credential.id);
    return holder;
  } catch (error) {
    const known = whyOf(error) === "used" ? openedBy(token) : undefined;
    const holder = known === undefined ? undefined : await getHolder().catch(() => undefined);
    // Another link may have opened another credential meanwhile.
    if (holder && holder.credential.id === known) return holder;
    throw error;
  }
}

/** What is wrong with the link; undefined if something else went wrong. */
function whyOf(error: unknown): Why | undefined {
  if (!(error instanceof ApiError) || ![400, 404, 410].includes(error.status)) return undefined;
  const { code } = error.problem;
  return (["used", "expired", "revoked", "erased"] as const).find((one) => one === code) ?? "unknown";
}

/** Asks for a new link. The answer is the same for every token. */
export function useNewLink() {
  return useMutation({
    mutationFn: (token: string) => dataOf(issuanceApi.POST("/api/v1/holder/new-link", { body: { token } })),
  });
}

/** An order that changes part of what the page shows. */
function useOrder<Input, Output>(
  mutationFn: (input: Input) => Promise<Output>,
  change: (holder: Holder, output: Output) => Holder,
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: (output) => {
      client.setQueryData<Holder>(key, (before) => before && change(before, output));
    },
  });
}

export function useShare() {
  return useOrder(
    (body: { label: string | null; expiresAt: string | null }) =>
      dataOf(issuanceApi.POST("/api/v1/holder/shares", { body })),
    (holder, { link: _, ...share }) => ({ ...holder, shares: [share, ...holder.shares] }),
  );
}

export function useSwitchOff() {
  return useOrder(
    (id: string) => dataOf(issuanceApi.POST("/api/v1/holder/shares/{id}/switch-off", { params: { path: { id } } })),
    (holder, share) => ({ ...holder, shares: holder.shares.map((one) => (one.id === share.id ? share : one)) }),
  );
}

export function useReport() {
  return useOrder(
    (body: { proposed: string; note: string | null }) =>
      dataOf(issuanceApi.POST("/api/v1/holder/corrections", { body: { field: "holderName", ...body } })),
    (holder, correction) => ({ ...holder, corrections: [correction, ...holder.corrections] }),
  );
}

export interface Wanted {
  format: string;
  page?: "A4" | "Letter";
  language?: string;
}

export function useDocument() {
  return useMutation({
    mutationFn: ({ format, ...query }: Wanted): Promise<Blob> =>
      dataOf(
        issuanceApi.GET("/api/v1/holder/documents/{format}", {
          params: { path: { format }, query },
          parseAs: "blob",
        }) as Promise<{ data?: Blob }>,
      ),
  });
}
