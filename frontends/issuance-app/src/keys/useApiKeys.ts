import { type ApiKeyRequest, adminApis, dataOf, issuanceApi } from "@kubecredential/shared";
import { useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import type { Service } from "../operations/queueChoice";
import { useOrder } from "../useOrder";

const pageSize = 50;

export function useApiKeys(service: Service) {
  return useInfiniteQuery({
    queryKey: ["api-keys", service],
    queryFn: ({ pageParam, signal }) =>
      dataOf(
        adminApis[service].GET("/admin/api-keys", {
          params: { query: { limit: pageSize, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

// A key that is shown once must not stay in the cache; who has shown it calls `reset`, which lets go of it.
const notKept = { gcTime: 0 };

export function useCreateApiKey(service: Service) {
  return useOrder(
    ["api-keys", service],
    (body: ApiKeyRequest) => dataOf(adminApis[service].POST("/admin/api-keys", { body })),
    notKept,
  );
}

export function useRotateApiKey(service: Service) {
  return useOrder(
    ["api-keys", service],
    (id: string) =>
      dataOf(adminApis[service].POST("/admin/api-keys/{id}/rotate", { params: { path: { id } }, body: {} })),
    notKept,
  );
}

export function useRevokeApiKey(service: Service) {
  return useOrder(["api-keys", service], ({ id, reason }: { id: string; reason: string }) =>
    dataOf(adminApis[service].DELETE("/admin/api-keys/{id}", { params: { path: { id }, query: { reason } } })),
  );
}

const sessions = ["sessions"];

export function useSessions() {
  return useInfiniteQuery({
    queryKey: sessions,
    queryFn: ({ pageParam, signal }) =>
      dataOf(issuanceApi.GET("/admin/sessions", { params: { query: { limit: pageSize, cursor: pageParam } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

export function useEndSession() {
  return useOrder(sessions, (id: string) => issuanceApi.DELETE("/admin/sessions/{id}", { params: { path: { id } } }));
}

export function useSignInLink() {
  return useMutation({
    gcTime: 0,
    mutationFn: () => dataOf(issuanceApi.POST("/api/v1/session/link")),
  });
}

const signingKeys = ["signing-keys"];

export function useSigningKeys() {
  return useQuery({
    queryKey: signingKeys,
    queryFn: ({ signal }) => dataOf(issuanceApi.GET("/admin/signing-keys", { signal })),
  });
}

export function useRotateSigningKeys() {
  return useOrder(signingKeys, (_: undefined) => dataOf(issuanceApi.POST("/admin/signing-keys/rotate")));
}

export function useCompromiseSigningKey() {
  return useOrder(signingKeys, ({ keyId, reason }: { keyId: string; reason: string }) =>
    dataOf(
      issuanceApi.POST("/admin/signing-keys/{keyId}/compromise", { params: { path: { keyId }, query: { reason } } }),
    ),
  );
}
