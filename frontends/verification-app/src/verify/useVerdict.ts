import { ApiError, type Check, type Credential, dataOf, useEventStream, verificationApi } from "@kubecredential/shared";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import { hasIdForm } from "./parseInput";

const recheckEveryMs = 3_000;
const watchForMs = 60_000;

export type VerdictKind = "valid" | "expired" | "differs" | "invalid" | "unknown" | "rejected";

export interface Verdict {
  kind: VerdictKind;
  /** The API's own text. */
  message: string;
  credential: Credential | null;
  /** The checks behind the verdict. */
  checks: Check[];
  /** When the verifier received the credential, if known. */
  syncedAt: string | null;
  checkedAt: string;
  workerId: string | null;
}

/** What to verify: an ID, or a whole credential as entered. */
export interface Subject {
  id: string;
  raw?: string;
}

async function verify({ id, raw }: Subject, signal: AbortSignal): Promise<Verdict> {
  try {
    const answer = await dataOf(
      verificationApi.POST("/api/v1/credentials/verify", {
        body: { id },
        // The credential's original text; see memberText.
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
    // This, too, is a verdict by the verifier. A 404 without `isValid` comes from something else.
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

/** A mismatch outranks expiry: if the content differs, it is not this credential that expired. */
function kindOf(checks: Check[]): VerdictKind {
  const fails = (name: Check["name"]) => checks.some((check) => check.name === name && check.status === "fail");
  if (fails("content")) return "differs";
  return fails("expiry") ? "expired" : "invalid";
}

/**
 * The verdict on one credential. An unknown one may still be on its way: for one minute the verifier's stream reports its
 * arrival, with polling while the stream is down. After that, only the user verifies again.
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
