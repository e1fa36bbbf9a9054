import type { LiveState, Queues } from "@kubecredential/shared";
import { useQuery } from "@tanstack/react-query";
import { createContext, use, useEffect } from "react";
import { failing, useHealth } from "../health/useHealth";

interface Live {
  state: LiveState;
  /** Subscribes to this credential's delivery; the returned function unsubscribes. */
  watch: (credentialId: string) => () => void;
}

export const LiveContext = createContext<Live>({ state: "connecting", watch: () => () => {} });

export function useLive(): Live {
  return use(LiveContext);
}

/** The polling interval: long while the stream is live, as a safeguard; else short enough to seem live. */
export function usePollEvery(aloneMs: number, safeguardMs = 30_000): number {
  return useLive().state === "live" ? safeguardMs : aloneMs;
}

export function useWatched(credentialId: string, enabled: boolean): void {
  const { watch } = useLive();
  useEffect(() => (enabled ? watch(credentialId) : undefined), [watch, credentialId, enabled]);
}

/** The queues as last reported by the stream; undefined before the first report. */
export function useQueues(): Queues | undefined {
  return useQuery<Queues>({
    queryKey: ["queues"],
    queryFn: () => Promise.reject(new Error("The queues come from the stream only.")),
    enabled: false,
    staleTime: Number.POSITIVE_INFINITY,
  }).data;
}

/** Why events are not being sent: Redis is unavailable, or an operator has stopped publishing. */
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
