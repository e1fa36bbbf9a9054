import { ApiError, type Credential, dataOf, isExpired, verificationApi } from "@kubecredential/shared";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import { hasIdForm } from "./parseInput";

const recheckEveryMs = 3_000;
const watchForMs = 60_000;

export type VerdictKind = "valid" | "expired" | "invalid" | "unknown" | "rejected";

export interface Verdict {
  kind: VerdictKind;
  /** The API's own words. */
  message: string;
  credential: Credential | null;
  /** When the verifier received the credential, if the API says so. */
  syncedAt: string | null;
  checkedAt: string;
  workerId: string | null;
}

async function verify(id: string, signal: AbortSignal): Promise<Verdict> {
  try {
    const answer = await dataOf(verificationApi.POST("/api/v1/credentials/verify", { body: { id }, signal }));
    const credential = answer.credential ?? null;
    // The verifier's clock decides, not this device's.
    const expired = credential !== null && isExpired(credential.expiryDate, new Date(answer.timestamp));
    return {
      kind: answer.isValid ? "valid" : expired ? "expired" : "invalid",
      message: answer.message,
      credential,
      syncedAt: answer.syncedAt ?? null,
      checkedAt: answer.timestamp,
      workerId: answer.workerId,
    };
  } catch (error) {
    // A verdict, too: the verifier answered. A 404 without one comes from somebody else.
    if (!(error instanceof ApiError) || error.problem.isValid !== false) throw error;
    return {
      kind: error.status === 404 ? "unknown" : "rejected",
      message: error.message,
      credential: null,
      syncedAt: null,
      checkedAt: error.problem.timestamp ?? new Date().toISOString(),
      workerId: error.problem.workerId ?? null,
    };
  }
}

/** The verdict on one id. Not known is asked again for a minute, since the event may still be on its way. */
export function useVerdict(id: string) {
  const [watchUntil, setWatchUntil] = useState(() => Date.now() + watchForMs);
  const query = useQuery({
    queryKey: ["verdict", id],
    queryFn: ({ signal }) => verify(id, signal),
    staleTime: 0,
    refetchOnWindowFocus: false,
    refetchInterval: ({ state }) =>
      state.data?.kind === "unknown" && hasIdForm(id) && Date.now() < watchUntil ? recheckEveryMs : false,
  });
  const { refetch } = query;
  const recheck = useCallback(() => {
    setWatchUntil(Date.now() + watchForMs);
    return refetch();
  }, [refetch]);
  const mayArrive = query.data?.kind === "unknown" && hasIdForm(id);
  return { ...query, recheck, secondsLeft: useSecondsUntil(watchUntil, mayArrive), mayArrive };
}

function useSecondsUntil(instant: number, running: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!running) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [running]);
  return Math.max(0, Math.ceil((instant - now) / 1_000));
}
