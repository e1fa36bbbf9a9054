import { dataOf, type Invitation, type InviteRequest, issuanceApi } from "@kubecredential/shared";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useOrder } from "../useOrder";
import type { InvitationSearch } from "./invitationSearch";

const pageSize = 50;
const pollMs = 3_000;
const safeguardMs = 30_000;

const keyOf = (credentialId: string) => ["invitations", "of", credentialId];
const isQueued = ({ state }: Invitation) => state === "queued";

/** The invitations of a credential, newest first. They are followed until they have been sent. */
export function useInvitations(credentialId: string) {
  return useQuery({
    queryKey: keyOf(credentialId),
    queryFn: ({ signal }) =>
      dataOf(
        issuanceApi.GET("/api/v1/credentials/{id}/invitations", {
          params: { path: { id: credentialId } },
          signal,
        }),
      ),
    select: ({ invitations }) => invitations,
    refetchInterval: ({ state: { data } }) => (data?.invitations.some(isQueued) ? pollMs : false),
    // Addresses are private: not kept longer than they are shown.
    gcTime: 0,
  });
}

export function useAllInvitations(search: InvitationSearch) {
  return useInfiniteQuery({
    queryKey: ["invitations", "list", search.state ?? "all", search.batch ?? "all"],
    queryFn: ({ pageParam, signal }) =>
      dataOf(
        issuanceApi.GET("/api/v1/invitations", {
          params: { query: { limit: pageSize, cursor: pageParam, ...search } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: (previous) => previous,
    refetchInterval: ({ state: { data } }) => ((data?.pages[0]?.counts.queued ?? 0) > 0 ? pollMs : safeguardMs),
    gcTime: 0,
  });
}

/** How far the invitations of a batch have come. */
export function useInvitationCounts(batch: string, enabled: boolean) {
  return useQuery({
    queryKey: ["invitations", "counts", batch],
    queryFn: ({ signal }) =>
      dataOf(issuanceApi.GET("/api/v1/invitations", { params: { query: { batch, limit: 1 } }, signal })),
    select: ({ counts }) => counts,
    refetchInterval: ({ state: { data } }) => ((data?.counts.queued ?? 0) > 0 ? pollMs : false),
    retry: false,
    enabled,
  });
}

export function useInvite(credentialId: string) {
  return useOrder(["invitations"], (body: InviteRequest) =>
    dataOf(issuanceApi.POST("/api/v1/credentials/{id}/invitations", { params: { path: { id: credentialId } }, body })),
  );
}

export function useInviteBatch(id: string) {
  return useOrder(["invitations"], (language: string) =>
    dataOf(issuanceApi.POST("/api/v1/batches/{id}/invitations", { params: { path: { id } }, body: { language } })),
  );
}

export function useRevoke() {
  return useOrder(["invitations"], (id: string) =>
    dataOf(issuanceApi.POST("/api/v1/invitations/{id}/revoke", { params: { path: { id } } })),
  );
}

export function useResend() {
  return useOrder(["invitations"], (id: string) =>
    dataOf(issuanceApi.POST("/api/v1/invitations/{id}/resend", { params: { path: { id } } })),
  );
}
