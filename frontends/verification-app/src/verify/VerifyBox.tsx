import { Alert, Button, FileButton, Group, Stack, Text, Textarea } from "@mantine/core";
import IconFileAlert from "@tabler/icons-react/icons/IconFileAlert";
import IconFileUpload from "@tabler/icons-react/icons/IconFileUpload";
import IconQrcode from "@tabler/icons-react/icons/IconQrcode";
import IconSearch from "@tabler/icons-react/icons/IconSearch";
import { useNavigate } from "@tanstack/react-router";
import { type ClipboardEvent, type DragEvent, type KeyboardEvent, lazy, Suspense, useRef, useState } from "react";
import { useTexts } from "../texts";
import { type Entry, entriesIn, entriesInCode, entriesOf } from "./entries";
import { type Fault, useFaultText } from "./faults";
import { parseAll } from "./parseInput";
import { placeOf } from "./place";
import classes from "./VerifyBox.module.css";

const ScanDialog = lazy(() => import("../scan/ScanDialog").then((module) => ({ default: module.ScanDialog })));

const accepted =
  ".pdf,application/pdf,.json,.jsonld,.jwt,.txt,.csv,application/json,application/ld+json,text/plain,text/csv,image/*";

/** Everything in one box: the camera, IDs, links, JSON, files and images, one or several. */
export function VerifyBox({ autoFocus }: { autoFocus?: boolean }) {
  const texts = useTexts().verify;
  const saidOf = useFaultText();
  const navigate = useNavigate();
  const textarea = useRef<HTMLTextAreaElement>(null);
  const scanButton = useRef<HTMLButtonElement>(null);
  const resetFiles = useRef<() => void>(null);
  const [input, setInput] = useState("");
  const [fault, setFault] = useState<Fault>();
  /** Of files and codes, which are not in the box. */
  const [faulty, setFaulty] = useState<{ from?: string; fault: Fault }>();
  const [isDragging, setIsDragging] = useState(false);
  const [isScanning, setIsScanning] = useState(false);
  const [isReading, setIsReading] = useState(false);

  /** The fault if there is only that. */
  function open(entries: Entry[]): Entry | undefined {
    const [first] = entries;
    setFault(undefined);
    setFaulty(undefined);
    if (entries.length > 1) {
      void navigate({ to: "/several", state: (previous) => ({ ...previous, several: entries }) });
      return undefined;
    }
    const place = first && placeOf(first);
    if (place) void navigate(place);
    return place ? undefined : first;
  }

  function check(text: string) {
    const wrong = open(entriesIn(text))?.given;
    if (wrong?.kind !== "fault") return;
    setFault(wrong.fault);
    textarea.current?.focus();
  }

  function checkOther(entries: Entry[]) {
    const wrong = open(entries);
    if (wrong?.given.kind === "fault") setFaulty({ from: wrong.from, fault: wrong.given.fault });
  }

  async function read(files: File[]) {
    setIsReading(true);
    setFaulty(undefined);
    const entries = await entriesOf(files);
    setIsReading(false);
    checkOther(entries);
  }

  function drop(event: DragEvent) {
    event.preventDefault();
    setIsDragging(false);
    const files = [...event.dataTransfer.files];
    const text = event.dataTransfer.getData("text");
    if (files.length > 0) return void read(files);
    if (!text) return;
    setInput(text);
    check(text);
  }

  function pasteFiles(event: ClipboardEvent) {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    void read(files);
  }

  function submitOnEnter(event: KeyboardEvent) {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    check(input);
  }

  return (
    <form
      className={classes.box}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        check(input);
      }}
      onDragOver={(event) => {
        event.preventDefault();
        setIsDragging(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setIsDragging(false);
      }}
      onDrop={drop}
    >
      {isDragging && <div className={classes.drop}>{texts.drop}</div>}
      <Button ref={scanButton} className={classes.scan} onClick={() => setIsScanning(true)}>
        <IconQrcode aria-hidden className={classes.code} />
        <span>{texts.scan}</span>
      </Button>
      <Stack gap="sm" className={classes.other}>
        <Textarea
          label={texts.label}
          description={<Recognised input={input} />}
          placeholder={texts.placeholder}
          rows={2}
          classNames={{ input: classes.text }}
          size="md"
          // IDs and links run from left to right, messages as they are written.
          dir="auto"
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="none"
          // A phone would open its keyboard over the page.
          autoFocus={autoFocus && !matchMedia("(pointer: coarse)").matches}
          onKeyDown={submitOnEnter}
          onPaste={pasteFiles}
          ref={textarea}
          value={input}
          onChange={(event) => {
            setInput(event.currentTarget.value);
            setFault(undefined);
          }}
          error={fault && saidOf(fault)}
        />
        <Group gap="sm">
          <Button type="submit" size="md" leftSection={<IconSearch size={18} aria-hidden />}>
            {texts.submit}
          </Button>
          <FileButton
            accept={accepted}
            multiple
            resetRef={resetFiles}
            onChange={(files) => {
              // Otherwise browsers would not report the same file again, corrected since.
              resetFiles.current?.();
              if (files.length > 0) void read(files);
            }}
          >
            {(props) => (
              <Button
                {...props}
                size="md"
                variant="default"
                loading={isReading}
                leftSection={<IconFileUpload size={18} aria-hidden />}
              >
                {texts.file}
              </Button>
            )}
          </FileButton>
        </Group>
        {faulty && (
          <Alert role="alert" color="red" title={faulty.from} icon={<IconFileAlert size={20} aria-hidden />}>
            {saidOf(faulty.fault)}
          </Alert>
        )}
        <details className={classes.kinds}>
          <summary>{texts.kinds.title}</summary>
          <ul>
            {Object.entries(texts.kinds.all).map(([kind, text]) => (
              <li key={kind}>{text}</li>
            ))}
          </ul>
          <Text size="sm">{texts.kinds.keys}</Text>
        </details>
      </Stack>
      {isScanning && (
        <Suspense>
          <ScanDialog
            onClose={() => {
              setIsScanning(false);
              // The dialog is unmounted at once, so it cannot return the focus itself.
              scanButton.current?.focus();
            }}
            onFound={(text) => {
              setIsScanning(false);
              scanButton.current?.focus();
              checkOther(entriesInCode(text));
            }}
          />
        </Suspense>
      )}
    </form>
  );
}

/** What the text was recognised as, and before that what can be entered. */
function Recognised({ input }: { input: string }) {
  const texts = useTexts().verify;
  const [first, ...others] = parseAll(input);
  if (!first || (first.kind === "error" && others.length === 0)) return texts.hint;
  return first.kind === "error" || others.length > 0
    ? texts.recognised.several(others.length + 1)
    : texts.recognised[first.kind];
}
