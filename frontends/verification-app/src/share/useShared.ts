import { ApiError, dataOf, type ShareFault, type VerifyAnswer, verificationApi } from "@kubecredential/shared";
import { useQuery } from "@tanstack/react-query";
import { type Verdict, verdictIn, verdictInError } from "../verify/useVerdict";

/** What is behind a holder's link. It is not kept in the history, because the holder can switch the link off. */
export function useShared(token: string) {
  return useQuery<Verdict | ShareFault>({
    queryKey: ["shared", token],
    queryFn: ({ signal }) => openShared(token, signal),
    enabled: token !== "",
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
}

export async function openShared(token: string, signal: AbortSignal): Promise<Verdict | ShareFault> {
  try {
    const path = { token };
    // As of any credential by its ID: no document's other results and checks.
    const call = verificationApi.GET("/api/v1/shared/{token}", { params: { path }, signal });
    return verdictIn(await dataOf(call as Promise<{ data?: VerifyAnswer }>));
  } catch (error) {
    if (error instanceof ApiError && error.problem.isValid !== false) {
      // A token of the wrong form is as unknown as any other.
      if (error.status === 404 || error.status === 400) return "unknown";
      if (error.status === 410) return error.problem.code === "switchedOff" ? "switchedOff" : "expired";
    }
    return verdictInError(error);
  }
}
