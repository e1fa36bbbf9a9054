import { ApiError, ErrorAlert, type Holder, isolated, saveBlob, useLanguage } from "@kubecredential/shared";
import { Alert, Button, Card, Group, NativeSelect, Stack, Text, Title } from "@mantine/core";
import IconAlertTriangle from "@tabler/icons-react/icons/IconAlertTriangle";
import IconDownload from "@tabler/icons-react/icons/IconDownload";
import IconFileTypePdf from "@tabler/icons-react/icons/IconFileTypePdf";
import { useState } from "react";
import { fileName } from "./fileName";
import { titleOf } from "./HolderCertificate";
import { useHolderTexts } from "./texts";
import { useDocument } from "./useHolder";

const papers = ["pdf", "png", "svg"] as const;
type Paper = (typeof papers)[number];

const own = ["en", "de", "ar"];

/** North America prints on Letter. */
function usualPage(): "A4" | "Letter" {
  return /-(US|CA|MX)\b/.test(navigator.language) ? "Letter" : "A4";
}

/** The certificate on paper and as a picture. */
export function PapersCard({ holder }: { holder: Holder }) {
  const texts = useHolderTexts().papers;
  const { language } = useLanguage();
  const order = useDocument();
  const [page, setPage] = useState(usualPage);
  const [chosen, setChosen] = useState<string>();
  const offered = papers.filter((paper) => holder.papers.includes(paper));
  const languages = [...new Set([...own, ...(holder.certificate?.display ?? []).map((one) => one.language)])];
  const inLanguage = chosen ?? language;
  const format = order.variables?.format as Paper | undefined;
  const names = new Intl.DisplayNames([language], { type: "language" });
  if (offered.length === 0) return null;

  function make(paper: Paper) {
    if (order.isPending) return;
    order.mutate(
      { format: paper, page, language: inLanguage },
      {
        onSuccess: (blob) => saveBlob(blob, fileName(titleOf(holder, inLanguage), holder.credential.holderName, paper)),
      },
    );
  }

  return (
    <Card component="section" aria-labelledby="papers-heading" className="kc-no-print">
      <Stack gap="sm">
        <div>
          <Title order={2} size="h4" id="papers-heading">
            {texts.heading}
          </Title>
          <Text size="sm" c="dimmed">
            {texts.intro}
          </Text>
        </div>
        <Group gap="xs">
          {offered.map((paper) => (
            <Button
              key={paper}
              variant={paper === "pdf" ? "filled" : "default"}
              size={paper === "pdf" ? "md" : "sm"}
              fullWidth={paper === "pdf"}
              leftSection={
                paper === "pdf" ? <IconFileTypePdf size={18} aria-hidden /> : <IconDownload size={16} aria-hidden />
              }
              // Not disabled meanwhile: that would take the focus away.
              loading={order.isPending && format === paper}
              onClick={() => make(paper)}
            >
              {texts[paper]}
            </Button>
          ))}
        </Group>
        <Group grow gap="sm" align="flex-start">
          <NativeSelect
            size="sm"
            label={texts.language}
            value={inLanguage}
            onChange={(event) => setChosen(event.currentTarget.value)}
            data={languages.map((tag) => ({ value: tag, label: names.of(tag) ?? tag }))}
          />
          <NativeSelect
            size="sm"
            label={texts.page}
            value={page}
            onChange={(event) => setPage(event.currentTarget.value as typeof page)}
            data={(["A4", "Letter"] as const).map((one) => ({ value: one, label: texts.pages[one] }))}
          />
        </Group>
        {/* Always rendered: screen readers announce only what is added to an existing live region. */}
        <Text size="sm" component="div" role="status">
          {format && order.isPending && texts.making(texts[format])}
          {format && order.isSuccess && texts.done(texts[format])}
        </Text>
        {order.error && <PaperError error={order.error} />}
      </Stack>
    </Card>
  );
}

function PaperError({ error }: { error: Error }) {
  const texts = useHolderTexts().papers;
  const { code, character } = error instanceof ApiError ? error.problem : {};
  const text =
    code === "missingCharacter" && character !== undefined
      ? texts.unknownCharacter(isolated(character))
      : code === "longPaper"
        ? texts.longPaper
        : undefined;
  if (text === undefined) return <ErrorAlert error={error} />;
  return (
    <Alert role="alert" color="red" title={texts.failedTitle} icon={<IconAlertTriangle size={20} aria-hidden />}>
      {text}
    </Alert>
  );
}
