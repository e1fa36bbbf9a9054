import { ApiError, type DocumentAnswer, dataOf, verificationApi, writeJson } from "@kubecredential/shared";
import { useQuery } from "@tanstack/react-query";
import { partOf } from "../verify/jwt";

export type DocumentKind = DocumentAnswer["result"] | "rejected";

export interface DocumentResult {
  kind: DocumentKind;
  message: string;
  /** Null if the verifier refused to look at it. */
  answer: DocumentAnswer | null;
}

/** The verdict on a document that proves itself. It is not kept in the history: it is about people elsewhere. */
export function useDocument(document: string | Blob) {
  return useQuery<DocumentResult>({
    queryKey: ["document", typeof document === "string" ? document : [document.size, document.type]],
    queryFn: ({ signal }) => verifyDocument(document, signal),
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
}

export async function verifyDocument(document: string | Blob, signal: AbortSignal): Promise<DocumentResult> {
  try {
    const answer = await dataOf(
      typeof document === "string"
        ? verificationApi.POST("/api/v1/credentials/verify", {
            body: {},
            bodySerializer: () => documentBodyOf(document),
            signal,
          })
        : verificationApi.POST("/api/v1/credentials/verify-picture", {
            // The contract has a string for the bytes of the file.
            body: "",
            bodySerializer: () => document,
            headers: { "Content-Type": document.type },
            signal,
          }),
    );
    // Only what the verifier calls valid is.
    const kind = answer.isValid ? "valid" : answer.result === "valid" ? "rejected" : answer.result;
    return { kind, message: answer.message, answer };
  } catch (error) {
    if (!(error instanceof ApiError) || error.problem.isValid !== false || error.status >= 500) throw error;
    return { kind: "rejected", message: error.message, answer: null };
  }
}

/** JSON is sent as it was entered: a signature may cover how a number is written. */
export function documentBodyOf(document: string): string {
  if (document.startsWith("{")) return document;
  return writeJson({ [isPresentation(document) ? "verifiablePresentation" : "verifiableCredential"]: document });
}

function isPresentation(jwt: string): boolean {
  return /"typ"\s*:\s*"(application\/)?vp[+-]/i.test(partOf(jwt, "header") ?? "");
}
