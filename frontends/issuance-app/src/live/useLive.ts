import type { LiveState, Queues } from "@kubecredential/shared";
import { useQuery } from "@tanstack/react-query";
import { createContext, use, useEffect } from "react";
import { failing, useHealth } from "../health/useHealth";

interface Live {
  state: LiveState;
  /** Has the stream tell of this credential's delivery, until the result is called. */
  watch: (credentialId: string) => () => void;
}

export const LiveContext = createContext<Live>({ state: "connecting", watch: () => () => {} });

export function useLive(): Live {
  return use(LiveContext);
}

/** How often to ask: seldom, as a safeguard, while changes are told; else as often as it takes to seem alive. */
export function usePollEvery(aloneMs: number, safeguardMs = 30_000): number {
  return useLive().state === "live" ? safeguardMs : aloneMs;
}

export function useWatched(credentialId: string, enabled: boolean): void {
  const { watch } = useLive();
  useEffect(() => (enabled ? watch(credentialId) : undefined), [watch, credentialId, enabled]);
}

/** The queues as last told by the stream; undefined until it has. */
export function useQueues(): Queues | undefined {
  return useQuery<Queues>({
    queryKey: ["queues"],
    queryFn: () => Promise.reject(new Error("Only the stream tells the queues.")),
    enabled: false,
    staleTime: Number.POSITIVE_INFINITY,
  }).data;
}

/** What keeps events from being sent: Redis is away, or an operator has stopped publishing. */
export function useHold(): "redis" | "operator" | undefined {
  const { state } = useLive();
  const queues = useQueues();
  const health = useHealth();
  if (queues?.circuitBreaker.state === "isolated") return "operator";
  if (queues && state === "live") return queues.redisConnected ? undefined : "redis";
  return health.data && failing(health.data).some(([name]) => name.toLowerCase().includes("redis"))
    ? "redis"
    : undefined;
}
