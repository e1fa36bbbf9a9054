import { ApiError, type Check, type Credential, dataOf, useEventStream, verificationApi } from "@kubecredential/shared";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import { hasIdForm } from "./parseInput";

const recheckEveryMs = 3_000;
const watchForMs = 60_000;

export type VerdictKind = "valid" | "expired" | "differs" | "invalid" | "unknown" | "rejected";

export interface Verdict {
  kind: VerdictKind;
  /** The API's own words. */
  message: string;
  credential: Credential | null;
  /** What the verdict rests on. */
  checks: Check[];
  /** When the verifier received the credential, if the API says so. */
  syncedAt: string | null;
  checkedAt: string;
  workerId: string | null;
}

/** What is to be checked: an id, or a whole credential as the text that was given. */
export interface Subject {
  id: string;
  raw?: string;
}

async function verify({ id, raw }: Subject, signal: AbortSignal): Promise<Verdict> {
  try {
    const answer = await dataOf(
      verificationApi.POST("/api/v1/credentials/verify", {
        body: { id },
        // The credential's own text, as it is: see memberText.
        ...(raw !== undefined && { bodySerializer: () => `{"credential":${raw}}` }),
        signal,
      }),
    );
    return {
      kind: answer.isValid ? "valid" : kindOf(answer.checks ?? []),
      message: answer.message,
      credential: answer.credential ?? null,
      checks: answer.checks ?? [],
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
      checks: error.problem.checks ?? [],
      syncedAt: null,
      checkedAt: error.problem.timestamp ?? new Date().toISOString(),
      workerId: error.problem.workerId ?? null,
    };
  }
}

/** Other content weighs more than expiry: then it is not this credential that has expired. */
function kindOf(checks: Check[]): VerdictKind {
  const fails = (name: Check["name"]) => checks.some((check) => check.name === name && check.status === "fail");
  if (fails("content")) return "differs";
  return fails("expiry") ? "expired" : "invalid";
}

/**
 * The verdict on one credential. One that is not known may still be on its way: for a minute the verifier tells when it
 * arrives, and while it cannot, it is asked again. After that only the reader asks.
 */
export function useVerdict(subject: Subject) {
  const { id, raw } = subject;
  const [watchUntil, setWatchUntil] = useState(() => Date.now() + watchForMs);
  const isOver = useHasPassed(watchUntil);
  const [isLive, setIsLive] = useState(false);
  const query = useQuery({
    queryKey: ["verdict", id, raw],
    queryFn: ({ signal }) => verify({ id, raw }, signal),
    staleTime: 0,
    refetchOnWindowFocus: false,
    refetchInterval: ({ state }) =>
      state.data?.kind === "unknown" && hasIdForm(id) && !isLive && !isOver ? recheckEveryMs : false,
  });
  const { refetch } = query;
  const mayArrive = query.data?.kind === "unknown" && hasIdForm(id);
  const isWatching = mayArrive && !isOver;
  const liveState = useEventStream(
    isWatching ? `/api/v1/credentials/stream?ids=${encodeURIComponent(id)}` : undefined,
    ["credential"],
    () => void refetch(),
  );
  useEffect(() => setIsLive(isWatching && liveState === "live"), [isWatching, liveState]);
  const recheck = useCallback(() => {
    setWatchUntil(Date.now() + watchForMs);
    return refetch();
  }, [refetch]);
  return { ...query, recheck, mayArrive, isWatching, liveState };
}

function useHasPassed(instant: number): boolean {
  const [passed, setPassed] = useState<number>();
  useEffect(() => {
    const timer = setTimeout(() => setPassed(instant), instant - Date.now());
    return () => clearTimeout(timer);
  }, [instant]);
  return passed === instant;
}
