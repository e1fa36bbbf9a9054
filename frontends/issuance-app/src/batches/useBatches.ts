import { ApiError, type Batch, type BatchProgress, dataOf, issuanceApi, useEventStream } from "@kubecredential/shared";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useSignedIn } from "../session/useSession";
import { isMoving } from "./actions";
import type { Outcome } from "./batchSearch";
import type { MappingRequest } from "./mapping";

const pageSize = 25;
const rowsPageSize = 50;
const pollMs = 2_000;
const safeguardMs = 20_000;

const keyOf = (id: string) => ["batches", "one", id];

/** The batches, newest first. */
export function useBatches() {
  return useInfiniteQuery({
    queryKey: ["batches", "list"],
    queryFn: ({ pageParam, signal }) =>
      dataOf(issuanceApi.GET("/api/v1/batches", { params: { query: { limit: pageSize, cursor: pageParam } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: ({ state: { data } }) => {
      const batches = data?.pages.flatMap((page) => page.items) ?? [];
      return batches.some(isMoving) ? pollMs : safeguardMs;
    },
  });
}

export interface FollowedBatch {
  batch?: Batch;
  /** How fast it goes, as the stream tells it. */
  progress?: BatchProgress;
  error: Error | null;
  isPending: boolean;
  isFetching: boolean;
  refetch: () => void;
}

/** A batch that is followed as long as it moves: by its stream, or by asking again while there is no stream. */
export function useBatch(id: string): FollowedBatch {
  const client = useQueryClient();
  const { check } = useSignedIn();
  const [progress, setProgress] = useState<BatchProgress>();
  const known = client.getQueryData<Batch>(keyOf(id));
  const state = useEventStream(
    known && isMoving(known) ? `/api/v1/batches/${encodeURIComponent(id)}/stream` : undefined,
    ["progress"],
    (_, data) => receive(data as BatchProgress),
    // A refused connection looks like a lost one, so the session may have ended.
    check,
  );
  const one = useQuery<Batch>({
    queryKey: keyOf(id),
    queryFn: ({ signal }) => dataOf(issuanceApi.GET("/api/v1/batches/{id}", { params: { path: { id } }, signal })),
    refetchInterval: ({ state: { data } }) => {
      if (!data) return false;
      if (isMoving(data)) return state === "live" ? safeguardMs : pollMs;
      // Somebody else may confirm it or let it go on.
      return data.state === "ready" || data.state === "paused" ? safeguardMs : false;
    },
  });

  function receive(news: BatchProgress) {
    setProgress(news);
    const before = client.getQueryData<Batch>(keyOf(id));
    if (!before) return;
    client.setQueryData(keyOf(id), { ...before, state: news.state, counts: news.counts });
    // Its columns, its times and its rows have changed, too.
    if (before.state !== news.state) changed(client, id);
  }

  const { data: batch, error, isPending, isFetching } = one;
  return {
    batch,
    // What an earlier state's stream said tells nothing about this one.
    progress: batch && progress?.state === batch.state && isMoving(batch) ? progress : undefined,
    error,
    isPending,
    isFetching,
    refetch: () => void one.refetch(),
  };
}

function changed(client: ReturnType<typeof useQueryClient>, id: string) {
  void client.invalidateQueries({ queryKey: keyOf(id) });
  void client.invalidateQueries({ queryKey: ["batches", "rows", id] });
  void client.invalidateQueries({ queryKey: ["batches", "list"] });
}

/** A fault by which rows are chosen. */
export interface ChosenFault {
  code: string;
  /** Left out for a fault of the whole row. */
  column?: string;
}

/** The rows of a batch, in the order of the file. */
export function useRows(batch: Batch, outcome: Outcome | undefined, fault?: ChosenFault) {
  const { id } = batch;
  return useInfiniteQuery({
    queryKey: ["batches", "rows", id, outcome ?? "all", fault?.code ?? null, fault?.column ?? null],
    queryFn: ({ pageParam, signal }) =>
      dataOf(
        issuanceApi.GET("/api/v1/batches/{id}/rows", {
          params: {
            path: { id },
            query: { limit: rowsPageSize, cursor: pageParam, ...(outcome && { outcome }), ...fault },
          },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: (previous, query) => (query?.queryKey[2] === id ? previous : undefined),
  });
}

/** What is wrong with the rows, the most frequent first. */
export function useFaults({ id, counts, state }: Batch) {
  return useQuery({
    queryKey: ["batches", "rows", id, "faults"],
    queryFn: ({ signal }) =>
      dataOf(issuanceApi.GET("/api/v1/batches/{id}/faults", { params: { path: { id } }, signal })),
    select: ({ faults }) => faults,
    enabled: counts.invalid > 0 && state !== "validating",
    // The rows are there without it.
    retry: false,
  });
}

/** Says what the columns mean; the rows are checked again. */
export function useMap(id: string) {
  return useOrder(id, (body: MappingRequest) =>
    dataOf(issuanceApi.PUT("/api/v1/batches/{id}/mapping", { params: { path: { id } }, body })),
  );
}

export type Step = { confirm: { allOrNothing: boolean } } | "pause" | "resume" | "cancel";

export function useStep(id: string) {
  return useOrder(id, (step: Step) => {
    const order = { params: { path: { id } } };
    if (typeof step === "object") {
      return dataOf(issuanceApi.POST("/api/v1/batches/{id}/confirm", { ...order, body: step.confirm }));
    }
    switch (step) {
      case "pause":
        return dataOf(issuanceApi.POST("/api/v1/batches/{id}/pause", order));
      case "resume":
        return dataOf(issuanceApi.POST("/api/v1/batches/{id}/resume", order));
      case "cancel":
        return dataOf(issuanceApi.POST("/api/v1/batches/{id}/cancel", order));
    }
  });
}

function useOrder<Input>(id: string, mutationFn: (input: Input) => Promise<Batch>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: (batch) => {
      client.setQueryData(keyOf(id), batch);
      void client.invalidateQueries({ queryKey: ["batches", "rows", id] });
      void client.invalidateQueries({ queryKey: ["batches", "list"] });
    },
    onError: (error) => {
      // It has gone on meanwhile, or somebody else was faster.
      if (error instanceof ApiError && error.status === 409) changed(client, id);
    },
  });
}

/** The names of registered types that start with the input. A batch can be of any other type, too. */
export function useTypeNames(typed: string, enabled: boolean): string[] {
  const name = typed.trim().slice(0, 200);
  const { data } = useQuery({
    queryKey: ["credential-types", "names", name],
    queryFn: ({ signal }) =>
      dataOf(
        issuanceApi.GET("/api/v1/credential-types", {
          params: { query: { limit: 20, state: "active", ...(name !== "" && { name }) } },
          signal,
        }),
      ),
    select: ({ items }) => [...new Set(items.map((type) => type.name))],
    placeholderData: (previous) => previous,
    staleTime: 60_000,
    retry: false,
    enabled,
  });
  return data ?? [];
}
