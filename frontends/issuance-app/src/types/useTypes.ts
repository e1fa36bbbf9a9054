import {
  type CredentialType,
  dataOf,
  isSameText,
  issuanceApi,
  type TypeRequest,
  type TypeVersionRequest,
} from "@kubecredential/shared";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Picture } from "./picture";

const pageSize = 50;
const most = 200;

export type TypeState = CredentialType["state"];

export function useTypes(name: string, state: TypeState) {
  return useInfiniteQuery({
    queryKey: ["types", "list", name, state],
    queryFn: ({ pageParam, signal }) =>
      dataOf(
        issuanceApi.GET("/api/v1/credential-types", {
          params: { query: { limit: pageSize, cursor: pageParam, state, ...(name !== "" && { name }) } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: (previous) => previous,
  });
}

/** Those under which credentials of this name and issuer are issued: the issuer's own one, or else that of all. */
export function useRegisteredType(name: string, issuer: string) {
  const typed = name.trim();
  const query = useQuery({
    queryKey: ["types", "named", typed],
    queryFn: ({ signal }) =>
      dataOf(
        issuanceApi.GET("/api/v1/credential-types", {
          params: { query: { name: typed, state: "active", limit: most } },
          signal,
        }),
      ),
    enabled: typed !== "",
    staleTime: 30_000,
    retry: false,
  });
  const same = query.data?.items.filter((type) => isSameText(type.name, typed)) ?? [];
  const own = same.find((type) => type.issuer !== null && isSameText(type.issuer, issuer.trim()));
  return {
    type: own ?? same.find((type) => type.issuer === null),
    mustBeRegistered: query.data?.requireType ?? false,
    isPending: typed !== "" && query.isPending,
  };
}

/** A type in its latest version, or in the given one. */
export function useType(id: string | undefined, version?: number) {
  return useQuery({
    queryKey: ["types", "one", id, version ?? "latest"],
    queryFn: ({ signal }) => {
      const of = id ?? "";
      return version === undefined
        ? dataOf(issuanceApi.GET("/api/v1/credential-types/{id}", { params: { path: { id: of } }, signal }))
        : dataOf(
            issuanceApi.GET("/api/v1/credential-types/{id}/versions/{version}", {
              params: { path: { id: of, version } },
              signal,
            }),
          );
    },
    enabled: id !== undefined,
    // A published version never changes.
    staleTime: version === undefined ? 2_000 : Number.POSITIVE_INFINITY,
  });
}

export function useVersions(id: string) {
  return useQuery({
    queryKey: ["types", "versions", id],
    queryFn: ({ signal }) =>
      dataOf(issuanceApi.GET("/api/v1/credential-types/{id}/versions", { params: { path: { id } }, signal })),
  });
}

function useChange<Input, Output>(mutationFn: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSuccess: () => client.invalidateQueries({ queryKey: ["types"] }) });
}

export function useRegisterType() {
  return useChange((body: TypeRequest) => dataOf(issuanceApi.POST("/api/v1/credential-types", { body })));
}

/** Publishes the version after `from`; it is refused if somebody else has published another one meanwhile. */
export function usePublishVersion(id: string) {
  return useChange(({ from, body }: { from: number; body: TypeVersionRequest }) =>
    dataOf(
      issuanceApi.POST("/api/v1/credential-types/{id}/versions", {
        params: { path: { id } },
        headers: { "If-Match": `"${from}"` },
        body,
      }),
    ),
  );
}

export function useArchive(id: string) {
  return useChange((to: TypeState) =>
    dataOf(
      to === "archived"
        ? issuanceApi.POST("/api/v1/credential-types/{id}/archive", { params: { path: { id } } })
        : issuanceApi.POST("/api/v1/credential-types/{id}/restore", { params: { path: { id } } }),
    ),
  );
}

export function useLoadExamples() {
  return useChange((_: undefined) => dataOf(issuanceApi.POST("/api/v1/credential-types/examples")));
}

export function useUploadPicture() {
  return useMutation({
    mutationFn: ({ bytes, type }: Picture) =>
      dataOf(
        issuanceApi.POST("/api/v1/credential-types/pictures", {
          headers: { "Content-Type": type },
          // The contract has a string for the bytes of the file.
          body: "",
          bodySerializer: () => bytes,
        }),
      ),
  });
}
