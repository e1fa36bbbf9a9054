import { dataOf, useLanguage, verificationApi } from "@kubecredential/shared";
import { useMutation, useQuery } from "@tanstack/react-query";
import { documentBodyOf } from "../document/useDocument";
import { bodyOf, type Subject } from "../verify/useVerdict";

/** What a report is on: what the verdict on the page is on. */
export type ReportSubject = Subject | string | Blob;

/** Whether this verifier makes reports. Where that cannot be found out, none is offered. */
export function useReportsOffered(): boolean {
  const { data } = useQuery({
    queryKey: ["report-certificates"],
    queryFn: ({ signal }) => dataOf(verificationApi.GET("/api/v1/report-certificates", { signal })),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  return data?.offered === true;
}

/** Has the verifier verify it anew and report on it. */
export function useReport(subject: ReportSubject) {
  const { language } = useLanguage();
  return useMutation({ mutationFn: () => reportOn(subject, language) });
}

async function reportOn(subject: ReportSubject, language: string): Promise<{ file: Blob; name: string }> {
  let name = "verification-report.pdf";
  const file = await dataOf(
    verificationApi
      .POST("/api/v1/credentials/report", {
        params: { query: { language } },
        body: {},
        bodySerializer: () => given(subject),
        ...(subject instanceof Blob && { headers: { "Content-Type": subject.type } }),
        parseAs: "blob",
      })
      .then((answer) => {
        name = nameIn(answer.response.headers) ?? name;
        return answer;
      }),
  );
  return { file: file as unknown as Blob, name };
}

function given(subject: ReportSubject): string | Blob {
  if (subject instanceof Blob) return subject;
  return typeof subject === "string" ? documentBodyOf(subject) : bodyOf(subject);
}

function nameIn(headers: Headers): string | undefined {
  return /filename="?([\w.-]+)/.exec(headers.get("content-disposition") ?? "")?.[1];
}
