import { ApiError, dataOf, type Issuer, type IssuerKey, issuanceApi } from "@kubecredential/shared";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Profile, Registration } from "./form";
import type { Logo } from "./logo";

const pageSize = 50;
const keyOf = (slug: string) => ["issuers", "one", slug];

/** The registered issuers, or those whose name starts like this. */
export function useIssuers(name: string) {
  return useInfiniteQuery({
    queryKey: ["issuers", "list", name],
    queryFn: ({ pageParam, signal }) =>
      dataOf(
        issuanceApi.GET("/api/v1/issuers", {
          params: { query: { limit: pageSize, cursor: pageParam, ...(name !== "" && { name }) } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: (previous) => previous,
  });
}

export function useIssuer(slug: string) {
  return useQuery<Issuer>({
    queryKey: keyOf(slug),
    queryFn: ({ signal }) => dataOf(issuanceApi.GET("/api/v1/issuers/{slug}", { params: { path: { slug } }, signal })),
  });
}

export function useRegister() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Registration) => dataOf(issuanceApi.POST("/api/v1/issuers", { body })),
    onSuccess: (issuer) => {
      client.setQueryData(keyOf(issuer.slug), issuer);
      void client.invalidateQueries({ queryKey: ["issuers", "list"] });
    },
  });
}

interface Change<T> {
  /** The revision that was shown: somebody who has not seen a later one may have decided otherwise. */
  revision: number;
  to: T;
}

export function useChangeProfile(slug: string) {
  return useChange(slug, ({ revision, to }: Change<Profile>) =>
    dataOf(issuanceApi.PUT("/api/v1/issuers/{slug}", { ...given(slug, revision), body: to })),
  );
}

/** Sets the logo, or removes it. */
export function useChangeLogo(slug: string) {
  return useChange(slug, ({ revision, to }: Change<Logo | null>) => {
    const order = given(slug, revision);
    if (to === null) return dataOf(issuanceApi.DELETE("/api/v1/issuers/{slug}/logo", order));
    return dataOf(
      issuanceApi.PUT("/api/v1/issuers/{slug}/logo", {
        ...order,
        headers: { ...order.headers, "Content-Type": to.type },
        // The contract has a string for the bytes of the file.
        body: "",
        bodySerializer: () => to.bytes,
      }),
    );
  });
}

function given(slug: string, revision: number) {
  return { params: { path: { slug } }, headers: { "If-Match": `"${revision}"` } };
}

function useChange<T>(slug: string, mutationFn: (change: Change<T>) => Promise<Issuer>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: (issuer) => {
      client.setQueryData(keyOf(slug), issuer);
      void client.invalidateQueries({ queryKey: ["issuers", "list"] });
    },
    onError: (error) => {
      if (isChangedMeanwhile(error)) return client.invalidateQueries({ queryKey: keyOf(slug) });
    },
  });
}

/** Whether someone else has changed the profile since it was shown. */
export function isChangedMeanwhile(error: unknown): error is ApiError {
  return error instanceof ApiError && error.status === 412;
}

export function useKeys(slug: string) {
  return useQuery<{ items: IssuerKey[] }>({
    queryKey: ["issuers", "keys", slug],
    queryFn: ({ signal }) =>
      dataOf(issuanceApi.GET("/api/v1/issuers/{slug}/keys", { params: { path: { slug } }, signal })),
  });
}

export function useRotateKeys(slug: string) {
  return useKeyOrder(slug, (_: undefined) =>
    dataOf(issuanceApi.POST("/api/v1/issuers/{slug}/keys/rotate", { params: { path: { slug } } })),
  );
}

export function useCompromiseKey(slug: string) {
  return useKeyOrder(slug, ({ keyId, reason }: { keyId: string; reason: string }) =>
    dataOf(
      issuanceApi.POST("/api/v1/issuers/{slug}/keys/{keyId}/compromise", {
        params: { path: { slug, keyId }, query: { reason } },
      }),
    ),
  );
}

function useKeyOrder<Input>(slug: string, mutationFn: (input: Input) => Promise<{ items: IssuerKey[] }>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    // After a refusal, too: it may mean that something else has changed.
    onSettled: () => client.invalidateQueries({ queryKey: ["issuers", "keys", slug] }),
  });
}
