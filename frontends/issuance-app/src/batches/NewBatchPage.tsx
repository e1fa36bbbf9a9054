import {
  type Batch,
  ErrorAlert,
  fieldErrorsOf,
  firstOf,
  localeOf,
  Name,
  useLanguage,
  useSharedTexts,
} from "@kubecredential/shared";
import {
  Alert,
  Autocomplete,
  type AutocompleteProps,
  Button,
  Card,
  Checkbox,
  Group,
  NativeSelect,
  Progress,
  Radio,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import IconAlertTriangle from "@tabler/icons-react/icons/IconAlertTriangle";
import IconDownload from "@tabler/icons-react/icons/IconDownload";
import IconUpload from "@tabler/icons-react/icons/IconUpload";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type SyntheticEvent, useEffect, useRef, useState } from "react";
import { useSuggestions } from "../issue/useSuggestions";
import { reasons } from "../lifecycle/ReasonFields";
import { useSignedIn } from "../session/useSession";
import { useTexts } from "../texts";
import { type BatchAction, batchActions } from "./actions";
import { BackToBatches } from "./BackToBatches";
import { FileDrop } from "./FileDrop";
import { useBatchTexts } from "./texts";
import { type BatchOrder, type FileFault, faultOf, uploadBatch } from "./upload";
import { useTypeNames } from "./useBatches";

const longestText = 200;
const longestNote = 1_000;

/** What the batch is to do, and its file. */
export function NewBatchPage() {
  const all = useTexts();
  const texts = useBatchTexts();
  return (
    <>
      <title>{all.pageTitle(texts.add)}</title>
      <BackToBatches />
      <Title order={1} size="h2">
        {texts.add}
      </Title>
      <Text c="dimmed" mb="lg">
        {texts.form.intro}
      </Text>
      <Card maw={760}>
        <UploadForm />
      </Card>
    </>
  );
}

function UploadForm() {
  const texts = useBatchTexts().form;
  const actionTexts = useBatchTexts().actions;
  const reasonTexts = useSharedTexts().status.reasons;
  const { organisation } = useSignedIn().session;
  const navigate = useNavigate();
  const form = useRef<HTMLFormElement>(null);
  const [action, setAction] = useState<BatchAction>("issue");
  const [type, setType] = useState("");
  const [issuer, setIssuer] = useState(organisation ?? "");
  const [reason, setReason] = useState("");
  const [note, setNote] = useState("");
  const [allOrNothing, setAllOrNothing] = useState(false);
  const [file, setFile] = useState<File>();
  const [fault, setFault] = useState<FileFault | "missing" | "several">();
  const upload = useUpload();
  const errors = fieldErrorsOf(upload.error);
  const isIssue = action === "issue";
  const hasReason = action === "revoke" || action === "suspend";
  // What the service says about the file comes as an error of the body.
  const refusal = errors.body ?? errors.file;
  const isAtField = ["action", "type", "issuer", "reason", "note"].some((name) => errors[name] !== undefined);

  function choose(files: File[]) {
    upload.reset();
    const [first] = files;
    if (files.length !== 1 || !first) {
      setFault("several");
      return;
    }
    setFault(faultOf(first));
    setFile(first);
  }

  function send(event: SyntheticEvent) {
    event.preventDefault();
    const found = file ? faultOf(file) : "missing";
    setFault(found);
    if (!file || found) {
      form.current?.querySelector<HTMLElement>("[data-file-button]")?.focus();
      return;
    }
    const order: BatchOrder = {
      action,
      ...(isIssue && type.trim() !== "" && { type: type.trim() }),
      ...(isIssue && issuer.trim() !== "" && { issuer: issuer.trim() }),
      ...(hasReason && reason !== "" && { reason }),
      ...(!isIssue && note.trim() !== "" && { note: note.trim() }),
      ...(allOrNothing && { allOrNothing: "true" as const }),
    };
    upload.start(file, order, (batch) => void navigate({ to: "/batches/$id", params: { id: batch.id } }));
  }

  return (
    <form ref={form} onSubmit={send} noValidate aria-label={texts.intro}>
      <Stack gap="lg">
        <Radio.Group
          label={texts.action}
          value={action}
          onChange={(value) => setAction(value as BatchAction)}
          error={errors.action}
        >
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm" mt="xs">
            {batchActions.map((one) => (
              <Radio
                key={one}
                value={one}
                label={actionTexts[one]}
                description={texts.meanings[one]}
                disabled={upload.isPending}
              />
            ))}
          </SimpleGrid>
        </Radio.Group>
        {isIssue && (
          <>
            <TypeInput
              label={texts.type}
              description={texts.typeHint}
              value={type}
              onChange={(next) => setType(firstOf(next, longestText))}
              error={errors.type}
            />
            <IssuerInput
              label={texts.issuer}
              description={organisation === null ? texts.issuerHint : texts.issuerFixed}
              readOnly={organisation !== null}
              value={issuer}
              onChange={(next) => setIssuer(firstOf(next, longestText))}
              error={errors.issuer}
            />
          </>
        )}
        {hasReason && (
          <NativeSelect
            label={texts.reason}
            description={texts.reasonHint}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            error={errors.reason}
            data={[
              { value: "", label: texts.noReason },
              ...reasons.map((one) => ({ value: one, label: reasonTexts[one] })),
            ]}
          />
        )}
        {!isIssue && (
          <TextInput
            label={texts.note}
            description={texts.noteHint}
            dir="auto"
            autoComplete="off"
            value={note}
            onChange={(event) => setNote(firstOf(event.currentTarget.value, longestNote))}
            error={errors.note}
          />
        )}
        <Stack gap="xs">
          <FileDrop file={file} onChoose={choose} fault={fault} disabled={upload.isPending} />
          <Template action={action} type={isIssue ? type.trim() : ""} issuer={issuer.trim()} />
        </Stack>
        <Checkbox
          label={texts.allOrNothing}
          description={texts.allOrNothingHint}
          checked={allOrNothing}
          onChange={(event) => setAllOrNothing(event.currentTarget.checked)}
        />
        {refusal ? (
          <Alert role="alert" color="red" title={texts.refusedTitle} icon={<IconAlertTriangle size={20} aria-hidden />}>
            <Name>{refusal}</Name> {texts.refusedNext}
          </Alert>
        ) : (
          upload.error && !isAtField && <ErrorAlert error={upload.error} />
        )}
        <UploadProgress upload={upload} />
        <Group>
          <Button type="submit" size="md" leftSection={<IconUpload size={18} aria-hidden />} loading={upload.isPending}>
            {texts.upload}
          </Button>
          {upload.isPending && (
            <Button variant="default" size="md" onClick={upload.cancel}>
              {texts.cancelUpload}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}

interface Upload {
  start: (file: File, order: BatchOrder, onDone: (batch: Batch) => void) => void;
  cancel: () => void;
  reset: () => void;
  isPending: boolean;
  isCancelled: boolean;
  /** From 0 to 1. */
  share: number;
  error: Error | null;
}

function useUpload(): Upload {
  const client = useQueryClient();
  const [share, setShare] = useState(0);
  const abort = useRef<AbortController>(undefined);
  const order = useMutation({
    mutationFn: ({ file, order }: { file: File; order: BatchOrder }) => {
      abort.current = new AbortController();
      setShare(0);
      return uploadBatch(file, order, {
        onProgress: (sent) => setShare(Math.min(1, sent / Math.max(1, file.size))),
        signal: abort.current.signal,
      });
    },
    onSuccess: (batch) => {
      client.setQueryData(["batches", "one", batch.id], batch);
      void client.invalidateQueries({ queryKey: ["batches", "list"] });
    },
  });
  // Leaving the page cancels it: nobody would see what became of it.
  useEffect(() => () => abort.current?.abort(), []);
  const isCancelled = order.error instanceof DOMException;
  return {
    start: (file, what, onDone) => order.mutate({ file, order: what }, { onSuccess: onDone }),
    cancel: () => abort.current?.abort(),
    reset: order.reset,
    isPending: order.isPending,
    isCancelled,
    share,
    error: isCancelled ? null : order.error,
  };
}

function UploadProgress({ upload }: { upload: Upload }) {
  const texts = useBatchTexts().form;
  const { language } = useLanguage();
  const percent = upload.share.toLocaleString(localeOf(language), { style: "percent", maximumFractionDigits: 0 });
  const hasArrived = upload.share >= 1;
  return (
    <div>
      {upload.isPending && (
        <Stack gap={4}>
          <Progress.Root>
            <Progress.Section value={upload.share * 100} animated={hasArrived} aria-label={texts.uploading(percent)} />
          </Progress.Root>
          <Text size="sm" aria-hidden>
            {hasArrived ? texts.arriving : texts.uploading(percent)}
          </Text>
        </Stack>
      )}
      {/* Always rendered: screen readers announce only what is added to an existing live region. */}
      <Text size="sm" role="status" component="div" className={upload.isPending ? "kc-visually-hidden" : undefined}>
        {upload.isPending && hasArrived && texts.arriving}
        {upload.isCancelled && texts.uploadCancelled}
      </Text>
    </div>
  );
}

/** In a portal at the end of the body, suggestions would be outside all landmarks. */
const inPage = { withinPortal: false };

interface TextProps extends AutocompleteProps {
  value: string;
}

/** The registered types come first, then the others that were used before. */
function TypeInput(props: TextProps) {
  const registered = useTypeNames(props.value, true);
  const used = useSuggestions("credentialType", props.value);
  return <Suggesting {...props} data={[...new Set([...registered, ...used])]} />;
}

function IssuerInput(props: TextProps) {
  return <Suggesting {...props} data={useSuggestions("issuerName", props.value)} />;
}

function Suggesting(props: TextProps) {
  return (
    <Autocomplete
      {...props}
      autoComplete="off"
      dir="auto"
      // The service has already filtered by its own rules.
      filter={({ options }) => options}
      renderOption={({ option }) => <Name>{option.value}</Name>}
      comboboxProps={inPage}
    />
  );
}

function Template({ action, type, issuer }: { action: BatchAction; type: string; issuer: string }) {
  const texts = useBatchTexts().form;
  const query = new URLSearchParams({
    action,
    ...(type !== "" && { type, ...(issuer !== "" && { issuer }) }),
  });
  return (
    <Group gap="xs">
      <Button
        component="a"
        href={`/api/v1/batches/template.csv?${query}`}
        download
        size="compact-sm"
        variant="subtle"
        leftSection={<IconDownload size={16} aria-hidden />}
      >
        {texts.template}
      </Button>
      <Text size="sm" c="dimmed" className="kc-break">
        {type === "" ? texts.templateFor[action] : <Name>{texts.templateHint(type)}</Name>}
      </Text>
    </Group>
  );
}
