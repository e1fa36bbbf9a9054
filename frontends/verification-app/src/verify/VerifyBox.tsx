import { isolated, useLanguage, writeJson } from "@kubecredential/shared";
import { Button, FileButton, Group, Stack, Textarea } from "@mantine/core";
import IconFileUpload from "@tabler/icons-react/icons/IconFileUpload";
import IconQrcode from "@tabler/icons-react/icons/IconQrcode";
import IconSearch from "@tabler/icons-react/icons/IconSearch";
import { useNavigate } from "@tanstack/react-router";
import { type ClipboardEvent, type DragEvent, type KeyboardEvent, lazy, Suspense, useRef, useState } from "react";
import type { Paper } from "../paper/paper";
import type { PaperFault } from "../paper/readPaper";
import { useTexts } from "../texts";
import { type InputFault, parseInput } from "./parseInput";
import classes from "./VerifyBox.module.css";

const ScanDialog = lazy(() => import("../scan/ScanDialog").then((module) => ({ default: module.ScanDialog })));

/** Credentials are a few kilobytes; a larger file is not one. */
const largestFile = 1024 * 1024;
const accepted = ".pdf,application/pdf,.json,.jsonld,.jwt,.txt,application/json,application/ld+json,text/plain,image/*";
/** The verifier takes pictures of up to 4 MiB. */
const largestPicture = 4 * 1024 * 1024;

/** Certificates as PDFs are far smaller; a larger one would only keep this device busy. */
const largestPdf = 20 * 1024 * 1024;

type Fault =
  | InputFault
  | PaperFault
  | "fileTooBig"
  | "notUtf8"
  | "noCode"
  | "unreadable"
  | { keyTwice: string }
  | { pdfTooBig: number };

/** By its first bytes too: a file may have any name. */
async function isPdf(file: File): Promise<boolean> {
  if (file.type === "application/pdf") return true;
  return new TextDecoder("latin1").decode(await file.slice(0, 5).arrayBuffer()) === "%PDF-";
}

/** Blob.text() would insert replacement characters where a file is not UTF-8 and so change names. */
function textOf(bytes: ArrayBuffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Whether a badge may be baked into a picture. The verifier reads it; here it is only told from a picture of a QR code. */
async function holdsBadge(file: File): Promise<boolean> {
  if (file.type === "image/svg+xml") return true;
  if (file.type !== "image/png") return false;
  return new TextDecoder("latin1").decode(await file.arrayBuffer()).includes("openbadge");
}

/** One input for IDs, links, JSON, files and images. */
export function VerifyBox({ autoFocus }: { autoFocus?: boolean }) {
  const texts = useTexts().verify;
  const { language } = useLanguage();
  const navigate = useNavigate();
  const textarea = useRef<HTMLTextAreaElement>(null);
  const scanButton = useRef<HTMLButtonElement>(null);
  const [input, setInput] = useState("");
  const [fault, setFault] = useState<Fault>();
  const [isDragging, setIsDragging] = useState(false);
  const [isScanning, setIsScanning] = useState(false);
  const [isReading, setIsReading] = useState(false);
  const parsed = parseInput(input);

  function check(text: string, paper?: Paper) {
    const given = parseInput(text);
    if (given.kind === "error") {
      setInput(text);
      setFault(given.fault === "keyTwice" ? { keyTwice: given.key } : given.fault);
      textarea.current?.focus();
      return;
    }
    if (given.kind === "document") {
      const { document } = given;
      void navigate({ to: "/document", state: (previous) => ({ ...previous, document, paper }) });
    } else if (given.kind === "json") {
      const { raw } = given;
      void navigate({ to: "/check", state: (previous) => ({ ...previous, raw, paper }) });
    } else {
      void navigate({ to: "/v/$id", params: { id: given.id } });
    }
  }

  async function read(file: File) {
    setIsReading(true);
    setFault(undefined);
    try {
      if (await isPdf(file)) {
        await readPdf(file);
      } else if (file.type.startsWith("image/") && (await holdsBadge(file))) {
        if (file.size > largestPicture) setFault("fileTooBig");
        else void navigate({ to: "/document", state: (previous) => ({ ...previous, document: file }) });
      } else if (file.type.startsWith("image/")) {
        const { scanPicture } = await import("../scan/scanPicture");
        const text = await scanPicture(file);
        if (text === undefined) setFault("noCode");
        else check(text);
      } else if (file.size > largestFile) {
        setFault("fileTooBig");
      } else {
        const text = textOf(await file.arrayBuffer());
        if (text === undefined) setFault("notUtf8");
        else check(text);
      }
    } catch {
      // Part of the app could not be loaded, or the file has gone since it was chosen.
      setFault("unreadable");
    } finally {
      setIsReading(false);
    }
  }

  async function readPdf(file: File) {
    if (file.size > largestPdf) {
      setFault({ pdfTooBig: file.size });
      return;
    }
    const { readPaper } = await import("../paper/readPaper");
    const content = await readPaper(file);
    if ("fault" in content) setFault(content.fault);
    else check(content.credential, content.paper);
  }

  function saidOf(found: Fault | undefined): string | undefined {
    if (typeof found !== "object") return found && texts.errors[found];
    if ("keyTwice" in found) return texts.errors.keyTwice(isolated(writeJson(found.keyTwice)));
    const size = new Intl.NumberFormat(language === "ar" ? "ar-u-nu-latn" : language, {
      style: "unit",
      unit: "megabyte",
      maximumFractionDigits: 0,
    });
    return texts.errors.pdfTooBig(size.format(found.pdfTooBig / 1024 ** 2));
  }

  function drop(event: DragEvent) {
    event.preventDefault();
    setIsDragging(false);
    const file = event.dataTransfer.files[0];
    const text = event.dataTransfer.getData("text");
    if (file) void read(file);
    else if (text) check(text);
  }

  function pastePicture(event: ClipboardEvent) {
    const file = event.clipboardData.files[0];
    if (!file) return;
    event.preventDefault();
    void read(file);
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
      <Stack>
        <Textarea
          label={texts.label}
          description={parsed.kind === "error" ? texts.hint : texts.recognised[parsed.kind]}
          placeholder={texts.placeholder}
          autosize
          minRows={2}
          maxRows={12}
          size="md"
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="none"
          autoFocus={autoFocus}
          onKeyDown={submitOnEnter}
          onPaste={pastePicture}
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
          ref={textarea}
          value={input}
          onChange={(event) => {
            setInput(event.currentTarget.value);
            setFault(undefined);
          }}
          error={saidOf(fault)}
        />
        <Group gap="sm">
          <Button type="submit" size="md" leftSection={<IconSearch size={18} aria-hidden />}>
            {texts.submit}
          </Button>
          <FileButton accept={accepted} onChange={(file) => file && read(file)}>
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
          <Button
            ref={scanButton}
            size="md"
            variant="default"
            leftSection={<IconQrcode size={18} aria-hidden />}
            onClick={() => setIsScanning(true)}
          >
            {texts.scan}
          </Button>
        </Group>
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
              check(text);
            }}
          />
        </Suspense>
      )}
    </form>
  );
}
