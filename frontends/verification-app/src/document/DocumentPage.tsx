import {
  type DocumentVerdict,
  EmptyState,
  ErrorAlert,
  type Language,
  Name,
  useLanguage,
  useSharedTexts,
} from "@kubecredential/shared";
import { Button, Skeleton, Stack, Text, Title } from "@mantine/core";
import IconFileUnknown from "@tabler/icons-react/icons/IconFileUnknown";
import { Link, useLocation } from "@tanstack/react-router";
import { Fragment } from "react";
import { sentenceOf } from "../details/sentenceOf";
import { PaperNote } from "../paper/PaperNote";
import type { Paper } from "../paper/paper";
import { ReportButton } from "../report/ReportButton";
import { useTexts } from "../texts";
import { namesInDocument } from "../verify/outcome";
import { VerdictActions } from "../verify/VerdictActions";
import { VerdictSheet } from "../verify/VerdictSheet";
import verdictClasses from "../verify/VerdictView.module.css";
import { DocumentCertificate } from "./DocumentCertificate";
import { DocumentDetails } from "./DocumentDetails";
import { documentLooks } from "./looks";
import { useDocumentTexts } from "./texts";
import { type DocumentResult, useDocument } from "./useDocument";

/** The verdict on a document that proves itself, whoever issued it. */
export function DocumentPage() {
  const texts = useDocumentTexts();
  const { pageTitle, history } = useTexts();
  const document = useLocation({ select: ({ state }) => state.document });
  const paper = useLocation({ select: ({ state }) => state.paper });
  if (document === undefined) {
    return (
      <>
        <title>{pageTitle(texts.title)}</title>
        <EmptyState
          order={1}
          icon={IconFileUnknown}
          title={texts.nothingTitle}
          text={texts.nothing}
          action={<Button renderRoot={(props) => <Link to="/" {...props} />}>{history.verifyFirst}</Button>}
        />
      </>
    );
  }
  return <VerdictOn document={document} paper={paper} />;
}

function VerdictOn({ document, paper }: { document: string | Blob; paper?: Paper }) {
  const texts = useDocumentTexts();
  const { pageTitle } = useTexts();
  const { data, error, isFetching, refetch } = useDocument(document);
  return (
    <Stack gap="lg" maw={800} mx="auto">
      <title>{pageTitle(data ? texts.results[data.kind] : texts.title)}</title>
      {error && !data && (
        <Title order={1} size="h2">
          {texts.results.rejected}
        </Title>
      )}
      {error && <ErrorAlert error={error} onRetry={() => refetch()} retrying={isFetching} />}
      {data && <PaperNote paper={paper} />}
      <div className={verdictClasses.sheet} data-empty={error !== null && !data}>
        {/* Always rendered: screen readers announce only what is added to an existing live region. */}
        <div role="status">
          {data ? (
            <Sentence result={data} />
          ) : (
            !error && (
              <>
                <span className="kc-visually-hidden">{texts.checking}</span>
                <Skeleton h={132} radius={0} />
              </>
            )
          )}
        </div>
        {data?.answer && <DocumentCertificate answer={data.answer} />}
      </div>
      <VerdictActions onRecheck={refetch} rechecking={isFetching}>
        {data?.answer && <ReportButton subject={document} />}
      </VerdictActions>
      {data?.answer?.document && <DocumentDetails verdict={{ ...data.answer, document: data.answer.document }} />}
      {data?.answer?.credentials?.map((one, at) => (
        <Contained key={texts.credential(at + 1)} title={texts.credential(at + 1)} verdict={one} />
      ))}
    </Stack>
  );
}

/** The verdict on a credential in a presentation. */
function Contained({ title, verdict }: { title: string; verdict: DocumentVerdict }) {
  const texts = useDocumentTexts();
  return (
    <Stack component="section" gap="sm" aria-label={title}>
      <Title order={2} size="h3">
        {title}
      </Title>
      <Text fw={600}>{texts.results[verdict.isValid ? "valid" : verdict.result]}</Text>
      <DocumentDetails verdict={verdict} order={3} />
    </Stack>
  );
}

/** What the check found that decides the verdict, of the document itself or of a credential in it; the verifier's own words are English. */
function decidingSentence(answer: DocumentResult["answer"], language: Language): string | undefined {
  const checks = [answer, ...(answer?.credentials ?? [])].flatMap((one) => one?.checks ?? []);
  const deciding = (["fail", "unchecked"] as const)
    .flatMap((status) => checks.filter((check) => check.status === status && check.name !== "credentials"))
    .at(0);
  return deciding && sentenceOf(deciding, language);
}

function Sentence({ result: { kind, message, answer } }: { result: DocumentResult }) {
  const texts = useDocumentTexts();
  const { comma } = useSharedTexts().credential;
  const { language } = useLanguage();
  const { color, Icon } = documentLooks[kind] ?? documentLooks.rejected;
  const { holder, title, issuer } = namesInDocument(answer, language) ?? {};
  const sentence = decidingSentence(answer, language);
  const names = [holder, title, issuer].filter((name) => name !== undefined);
  return (
    <VerdictSheet color={color} Icon={Icon} heading={texts.results[kind]}>
      {names.length > 0 && (
        <Text mt={4} fw={600} size="lg" lh={1.35} className="kc-break">
          {names.map((name, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the names may be equal, and never change places
            <Fragment key={at}>
              {at > 0 && comma}
              <Name>{name}</Name>
            </Fragment>
          ))}
        </Text>
      )}
      <Text mt={4}>{texts.explanations[kind]}</Text>
      {answer?.document?.kind === "presentation" && (
        <Text mt={4}>{texts.presentation(answer.credentials?.length ?? 0)}</Text>
      )}
      {kind !== "valid" && (
        <Text mt="xs" size="sm" className="kc-break">
          {sentence ? texts.found : texts.said}:{" "}
          <span lang={sentence ? undefined : "en"}>
            <Name>{sentence ?? message}</Name>
          </span>
        </Text>
      )}
    </VerdictSheet>
  );
}
