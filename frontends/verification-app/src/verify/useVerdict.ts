import {
  ApiError,
  askEarly,
  type CertificateLook,
  type Check,
  type CredentialContent,
  type CredentialStatus,
  dataOf,
  type Early,
  type KnownIssuer,
  nothingEarly,
  readJson,
  useEventStream,
  type VerdictResult,
  type VerifyAnswer,
  verificationApi,
  writeJson,
} from "@kubecredential/shared";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import { hasIdForm } from "./parseInput";

const recheckEveryMs = 3_000;
/** A verdict that came before the page is not asked for again. */
const freshForMs = 500;
const watchForMs = 60_000;

/** Beside the verifier's results: `invalid` for one that this app does not know, `rejected` for what could not be verified. */
export type VerdictKind = VerdictResult | "invalid" | "rejected";

export const verdictKinds: VerdictKind[] = [
  "valid",
  "notYetValid",
  "expired",
  "suspended",
  "revoked",
  "superseded",
  "erased",
  "different",
  "stale",
  "notAuthentic",
  "unknown",
  "invalid",
  "rejected",
];

export interface Verdict {
  kind: VerdictKind;
  /** The API's own text. */
  message: string;
  /** Null if the verifier does not know it, its content was erased, or it is not certain that the issuer signed it. */
  credential: CredentialContent | null;
  /** As last set by the issuer; null if unknown. */
  status: CredentialStatus | null;
  /** The checks behind the verdict. */
  checks: Check[];
  /** When the verifier received the credential, if known. */
  syncedAt: string | null;
  /** Until when the verifier has heard everything from the issuer; null if it never has. */
  asOf: string | null;
  checkedAt: string;
  workerId: string | null;
  /** What the verifier knows of the issuer; null if it has no profile of it. Earlier versions do not say, and the history does not keep it. */
  issuer?: KnownIssuer | null;
  /** How it looks, if its type is registered. */
  certificate?: CertificateLook | null;
}

/** What to verify: an ID, or a whole credential as entered. */
export interface Subject {
  id: string;
  raw?: string;
  /** How old the verifier's knowledge may be, as an ISO 8601 duration. */
  maxAge?: string;
}

/** What the verifier is asked, with the credential's original text; see memberText. */
export function bodyOf({ id, raw, maxAge }: Subject): string {
  if (raw === undefined) return writeJson({ id, ...(maxAge && { maxAge }) });
  return `{"credential":${raw}${maxAge ? `,"maxAge":${writeJson(maxAge)}` : ""}}`;
}

export async function verify(subject: Subject, signal: AbortSignal): Promise<Verdict> {
  try {
    const answer = await dataOf<VerifyAnswer>(
      verificationApi.POST("/api/v1/credentials/verify", {
        body: {},
        bodySerializer: () => bodyOf(subject),
        signal,
        // Only documents that prove themselves get the contract's other results and checks.
      }) as Promise<{ data?: VerifyAnswer }>,
    );
    return verdictIn(answer);
  } catch (error) {
    return verdictInError(error);
  }
}

let early: { id?: string; verdict: Early<Verdict> } = { verdict: nothingEarly };

/** Takes up what before.js has asked, if this is a verdict. */
export function verifyEarly(): Promise<unknown> {
  const body = globalThis.kubeCredentialAhead?.body;
  if (body) {
    const { id } = readJson(body) as { id: string };
    early = { id, verdict: askEarly(() => verify({ id }, new AbortController().signal)) };
  }
  return early.verdict.ready;
}

function earlyOn({ id, raw, maxAge }: Subject): Early<Verdict> {
  return id === early.id && raw === undefined && maxAge === undefined ? early.verdict : nothingEarly;
}

/** The verdict in the verifier's answer. */
export function verdictIn(answer: VerifyAnswer): Verdict {
  return {
    kind: kindOf(answer.isValid, answer.result),
    message: answer.message,
    credential: answer.credential ?? null,
    status: answer.status ?? null,
    checks: answer.checks ?? [],
    syncedAt: answer.syncedAt ?? null,
    asOf: answer.asOf ?? null,
    checkedAt: answer.timestamp,
    workerId: answer.workerId,
    issuer: answer.issuer,
    certificate: answer.certificate,
  };
}

/** That it could not be verified, too, may be a verdict by the verifier. A 404 without `isValid` comes from something else. */
export function verdictInError(error: unknown): Verdict {
  if (!(error instanceof ApiError) || error.problem.isValid !== false) throw error;
  return {
    kind: error.status === 404 ? "unknown" : "rejected",
    message: error.message,
    credential: null,
    status: null,
    checks: error.problem.checks ?? [],
    syncedAt: null,
    asOf: error.problem.asOf ?? null,
    checkedAt: error.problem.timestamp ?? new Date().toISOString(),
    workerId: error.problem.workerId ?? null,
  };
}

/** Only what the verifier calls valid is: whatever this app does not know is not. */
function kindOf(isValid: boolean, result: VerdictResult | undefined): VerdictKind {
  if (isValid) return "valid";
  return result !== undefined && result !== "valid" && verdictKinds.includes(result) ? result : "invalid";
}

/**
 * The verdict on one credential. An unknown one may still be on its way: for one minute the verifier's stream reports its
 * arrival, with polling while the stream is down. After that, only the user verifies again.
 */
export function useVerdict(subject: Subject) {
  const { id, raw, maxAge } = subject;
  const [watchUntil, setWatchUntil] = useState(() => Date.now() + watchForMs);
  const isOver = useHasPassed(watchUntil);
  const [isLive, setIsLive] = useState(false);
  const query = useQuery({
    queryKey: ["verdict", id, raw, maxAge],
    queryFn: ({ signal }) => earlyOn({ id, raw, maxAge }).take() ?? verify({ id, raw, maxAge }, signal),
    initialData: () => earlyOn({ id, raw, maxAge }).takeAnswer(),
    staleTime: ({ state }) => (state.dataUpdateCount === 0 ? freshForMs : 0),
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
