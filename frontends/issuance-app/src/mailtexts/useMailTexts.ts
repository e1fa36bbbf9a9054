import { dataOf, issuanceApi, type MailText } from "@kubecredential/shared";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

const keyOf = (slug: string) => ["issuers", "mail-texts", slug];

export function useMailTexts(slug: string) {
  return useQuery({
    queryKey: keyOf(slug),
    queryFn: ({ signal }) =>
      dataOf(issuanceApi.GET("/api/v1/issuers/{slug}/mail-texts", { params: { path: { slug } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useSaveMailTexts(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (texts: MailText[]) =>
      dataOf(issuanceApi.PUT("/api/v1/issuers/{slug}/mail-texts", { params: { path: { slug } }, body: { texts } })),
    onSuccess: (saved) => client.setQueryData(keyOf(slug), saved),
  });
}

/** The message as the service would send it, with examples for what is put in. */
export function useMailPreview(slug: string, text: MailText, enabled: boolean) {
  return useQuery({
    queryKey: ["issuers", "mail-preview", slug, text],
    queryFn: ({ signal }) =>
      dataOf(
        issuanceApi.POST("/api/v1/issuers/{slug}/mail-texts/preview", {
          params: { path: { slug } },
          body: text,
          signal,
        }),
      ),
    placeholderData: (previous, query) =>
      (query?.queryKey[3] as MailText | undefined)?.language === text.language ? previous : undefined,
    retry: false,
    enabled,
  });
}
