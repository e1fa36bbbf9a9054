import {
  ApiError,
  directionOf,
  ErrorAlert,
  isolated,
  lengthOf,
  type MailText,
  type MailTexts,
  Name,
} from "@kubecredential/shared";
import { Button, Card, Group, NativeSelect, Skeleton, Stack, Text, Textarea, TextInput, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import IconDeviceFloppy from "@tabler/icons-react/icons/IconDeviceFloppy";
import { useRef, useState } from "react";
import { useLanguageName } from "../invitations/LanguageSelect";
import { useMayUse } from "../session/useSession";
import { type MailKind, mailKinds } from "./kinds";
import classes from "./MailTexts.module.css";
import {
  type Drafts,
  defaultOf,
  editedTexts,
  isSame,
  keyOf,
  languagesOf,
  placeholdersOf,
  textOf,
  unknownPlaceholders,
} from "./mailTexts";
import { type MailTextTexts, useMailTextTexts } from "./texts";
import { useMailPreview, useMailTexts, useSaveMailTexts } from "./useMailTexts";

const longestSubject = 200;
const longestBody = 5_000;
const previewPauseMs = 400;

/** The messages to an issuer's holders. */
export function MailTextsCard({ slug }: { slug: string }) {
  const texts = useMailTextTexts();
  const { data, error, refetch, isFetching } = useMailTexts(slug);
  return (
    <Card component="section" aria-labelledby="mail-texts-heading">
      <Stack gap="md">
        <div>
          <Title order={2} size="h4" id="mail-texts-heading">
            {texts.heading}
          </Title>
          <Text size="sm" c="dimmed">
            {texts.intro}
          </Text>
        </div>
        {data ? (
          <Editor slug={slug} known={data} />
        ) : error ? (
          <ErrorAlert error={error} onRetry={() => refetch()} retrying={isFetching} />
        ) : (
          <Skeleton h={280} role="status" aria-label={texts.loading} />
        )}
      </Stack>
    </Card>
  );
}

function Editor({ slug, known }: { slug: string; known: MailTexts }) {
  const texts = useMailTextTexts();
  const nameOf = useLanguageName();
  const mayChange = useMayUse("issue");
  const save = useSaveMailTexts(slug);
  const [kind, setKind] = useState<MailKind>("invitation");
  const [language, setLanguage] = useState(() => languagesOf(known)[0] ?? "en");
  const [drafts, setDrafts] = useState<Drafts>({});
  const [isChecked, setIsChecked] = useState(false);
  const subjectInput = useRef<HTMLInputElement>(null);
  const bodyInput = useRef<HTMLTextAreaElement>(null);
  const placeholders = placeholdersOf(known, kind);
  const text = textOf(known, drafts, kind, language);
  const isDefault = isSame(text, defaultOf(known, kind, language));
  const next = editedTexts(known, drafts);
  const isDirty = Object.entries(drafts).some(([pair, draft]) => {
    const [of, tag] = pair.split(" ") as [MailKind, string];
    return !isSame(draft, textOf(known, {}, of, tag));
  });
  const faults = faultsOf(text, placeholders, texts);
  // Unknown names are told while they are typed, the rest when it is to be saved.
  const shown = isChecked ? faults : faultsOf(text, placeholders, texts, true);
  const written = { lang: language, dir: directionOf(language) } as const;

  function edit(change: Partial<Pick<MailText, "subject" | "body">>) {
    save.reset();
    const { subject, body } = { ...text, ...change };
    setDrafts({ ...drafts, [keyOf(kind, language)]: { subject, body } });
  }

  function insert(name: string) {
    const input = bodyInput.current;
    const [start, end] = [input?.selectionStart ?? text.body.length, input?.selectionEnd ?? text.body.length];
    const put = `{${name}}`;
    edit({ body: text.body.slice(0, start) + put + text.body.slice(end) });
    setTimeout(() => {
      input?.focus();
      input?.setSelectionRange(start + put.length, start + put.length);
    });
  }

  function store() {
    if (save.isPending) return;
    // The first one with a fault is shown.
    const faultsIn = (one: MailText) => faultsOf(one, placeholdersOf(known, one.kind), texts);
    const wrong = next.find((one) => Object.keys(faultsIn(one)).length > 0);
    setIsChecked(wrong !== undefined);
    if (wrong) {
      setKind(wrong.kind);
      setLanguage(wrong.language);
      setTimeout(() => (faultsIn(wrong).subject ? subjectInput : bodyInput).current?.focus());
      return;
    }
    save.mutate(next, { onSuccess: () => setDrafts({}) });
  }

  return (
    <div className={classes.columns}>
      <Stack gap="sm">
        <Group grow gap="sm" align="flex-start">
          <NativeSelect
            label={texts.kind}
            value={kind}
            onChange={(event) => setKind(event.currentTarget.value as MailKind)}
            data={mailKinds.map((one) => ({ value: one, label: texts.kinds[one] }))}
          />
          <NativeSelect
            label={texts.language}
            value={language}
            onChange={(event) => setLanguage(event.currentTarget.value)}
            data={languagesOf(known).map((tag) => ({
              value: tag,
              label: isSame(textOf(known, drafts, kind, tag), defaultOf(known, kind, tag))
                ? nameOf(tag)
                : texts.own(nameOf(tag)),
            }))}
          />
        </Group>
        <TextInput
          ref={subjectInput}
          label={texts.subject}
          required
          autoComplete="off"
          readOnly={!mayChange}
          value={text.subject}
          onChange={(event) => edit({ subject: event.currentTarget.value })}
          error={shown.subject}
          attributes={{ input: written }}
        />
        <Textarea
          ref={bodyInput}
          label={texts.body}
          description={texts.bodyHint}
          required
          autosize
          minRows={8}
          maxRows={20}
          readOnly={!mayChange}
          value={text.body}
          onChange={(event) => edit({ body: event.currentTarget.value })}
          error={shown.body}
          attributes={{ input: written }}
        />
        {mayChange ? (
          <>
            <Group gap={6} role="group" aria-label={texts.insert}>
              <Text size="sm" c="dimmed" component="span">
                {texts.insert}:
              </Text>
              {placeholders.map((name) => (
                <Button
                  key={name}
                  size="compact-sm"
                  variant="light"
                  title={texts.placeholders[name as keyof typeof texts.placeholders]}
                  onClick={() => insert(name)}
                >
                  {`{${name}}`}
                </Button>
              ))}
            </Group>
            {save.error && (
              <ErrorAlert error={save.error}>
                {save.error instanceof ApiError && (
                  <Name>
                    {Object.values(save.error.problem.errors ?? {})
                      .flat()
                      .join(" ")}
                  </Name>
                )}
              </ErrorAlert>
            )}
            <Group gap="sm">
              <Button
                leftSection={<IconDeviceFloppy size={16} aria-hidden />}
                loading={save.isPending}
                disabled={!isDirty}
                onClick={store}
              >
                {texts.save}
              </Button>
              {!isDefault && (
                <Button variant="default" onClick={() => edit(defaultOf(known, kind, language))}>
                  {texts.reset}
                </Button>
              )}
              {isDirty && (
                <Button
                  variant="subtle"
                  onClick={() => {
                    save.reset();
                    setIsChecked(false);
                    setDrafts({});
                  }}
                >
                  {texts.discard}
                </Button>
              )}
              {/* Always rendered: screen readers announce only what is added to an existing live region. */}
              <Text size="sm" component="div" role="status">
                {save.isSuccess && !isDirty && texts.saved}
              </Text>
            </Group>
          </>
        ) : (
          <Text size="sm" c="dimmed">
            {texts.readOnly}
          </Text>
        )}
      </Stack>
      <Preview slug={slug} text={text} isRight={Object.keys(faults).length === 0} />
    </div>
  );
}

function Preview({ slug, text, isRight }: { slug: string; text: MailText; isRight: boolean }) {
  const texts = useMailTextTexts();
  const [settled] = useDebouncedValue(text, previewPauseMs);
  const isSettled = settled.kind === text.kind && settled.language === text.language;
  const { data } = useMailPreview(slug, isSettled ? settled : text, isRight);
  const written = { lang: text.language, dir: directionOf(text.language) };
  return (
    <section aria-labelledby="mail-preview-heading">
      <Text fw={600} size="sm" id="mail-preview-heading">
        {texts.preview}
      </Text>
      <Text size="sm" c="dimmed" mb="xs">
        {isRight ? texts.previewHint : texts.previewAway}
      </Text>
      {data && isRight && (
        <div className={classes.message} {...written}>
          <div className={classes.subject}>{data.subject}</div>
          <div className={classes.text}>{data.text}</div>
        </div>
      )}
    </section>
  );
}

function faultsOf(
  { kind, subject, body }: MailText,
  placeholders: string[],
  texts: MailTextTexts,
  onlyUnknown = false,
): { subject?: string; body?: string } {
  const check = (value: string, limit: number) => {
    const unknown = unknownPlaceholders({ subject: "", body: value }, placeholders);
    if (unknown.length > 0) return texts.errors.unknown(unknown.map((name) => isolated(`{${name}}`)).join(", "));
    if (lengthOf(value) > limit) return texts.errors.tooLong(limit);
    if (onlyUnknown) return undefined;
    return value.trim() === "" ? texts.errors.empty : undefined;
  };
  const needsLink = kind !== "answer" && !onlyUnknown && !body.includes("{link}");
  const found = {
    subject: check(subject, longestSubject),
    body: check(body, longestBody) ?? (needsLink ? texts.errors.link : undefined),
  };
  return { ...(found.subject && { subject: found.subject }), ...(found.body && { body: found.body }) };
}
