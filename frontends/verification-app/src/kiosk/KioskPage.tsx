import { AppBrand, Name, UnreachableError, useErrorText, useKeptFocus } from "@kubecredential/shared";
import { ActionIcon, Button, Loader } from "@mantine/core";
import IconHelpHexagon from "@tabler/icons-react/icons/IconHelpHexagon";
import IconMaximize from "@tabler/icons-react/icons/IconMaximize";
import IconVolume from "@tabler/icons-react/icons/IconVolume";
import IconVolumeOff from "@tabler/icons-react/icons/IconVolumeOff";
import IconX from "@tabler/icons-react/icons/IconX";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { Camera } from "../scan/Camera";
import { CameraAlert } from "../scan/CameraAlert";
import type { CameraFault } from "../scan/camera";
import { useTexts } from "../texts";
import { type Entry, entriesInCode } from "../verify/entries";
import { type Answer, ask, type Outcome, useOutcomes } from "../verify/outcome";
import { fillScreen, leaveFullScreen } from "./fullScreen";
import classes from "./KioskPage.module.css";
import { play } from "./sound";
import { useWakeLock } from "./useWakeLock";

/** How long a verdict is shown. */
const showsForMs = 6_000;
/** A code that stays before the camera counts once, until it has been away for this long. */
const awayForMs = 2_500;
/** Nobody waits at an entrance for longer. */
const longestMs = 10_000;

interface Scan {
  number: number;
  entry: Entry;
  /** Whether the code holds more than this. */
  isSeveral: boolean;
}

/** For a device at an entrance: the camera stays on, and each verdict is shown large for a few seconds. Nothing is kept. */
export function KioskPage() {
  const texts = useTexts();
  const [fault, setFault] = useState<CameraFault>();
  const [scan, setScan] = useState<Scan>();
  const [sound, setSound] = useState<AudioContext>();
  const last = useRef({ text: "", seenAt: 0 });
  useKeptFocus();
  useWakeLock();
  useEffect(() => leaveFullScreen, []);
  // Browsers let a page have only so many of them.
  useEffect(() => () => void sound?.close(), [sound]);

  function find(text: string) {
    const now = Date.now();
    const isSame = text === last.current.text && now - last.current.seenAt <= awayForMs;
    // The next visitor's code, which may stay in view until its turn comes.
    if (scan && !isSame) return;
    last.current = { text, seenAt: now };
    if (scan || isSame) return;
    const [entry, another] = entriesInCode(text);
    if (entry) setScan({ number: now, entry, isSeveral: another !== undefined || isTooMany(entry) });
  }

  return (
    <main id="main" tabIndex={-1} className={classes.kiosk}>
      <title>{texts.pageTitle(texts.kiosk.begin)}</title>
      <header className={classes.bar}>
        <h1 className={classes.brand}>
          <AppBrand app={texts.app} logo="/logo.svg" />
        </h1>
        <ActionIcon
          variant="default"
          size="xl"
          aria-label={texts.kiosk.sound}
          title={texts.kiosk.sound}
          aria-pressed={sound !== undefined}
          onClick={() => setSound(sound ? undefined : new AudioContext())}
        >
          {sound ? <IconVolume size={22} aria-hidden /> : <IconVolumeOff size={22} aria-hidden />}
        </ActionIcon>
        <ActionIcon
          variant="default"
          size="xl"
          aria-label={texts.kiosk.fill}
          title={texts.kiosk.fill}
          onClick={fillScreen}
        >
          <IconMaximize size={22} aria-hidden />
        </ActionIcon>
        <ActionIcon
          variant="default"
          size="xl"
          aria-label={texts.kiosk.end}
          title={texts.kiosk.end}
          renderRoot={(props) => <Link to="/" {...props} />}
        >
          <IconX size={22} aria-hidden />
        </ActionIcon>
      </header>
      <div className={classes.stage}>
        {fault ? (
          <div className={classes.fault}>
            <CameraAlert fault={fault} onRetry={() => setFault(undefined)} />
          </div>
        ) : (
          <>
            <Camera fills onFound={find} onFault={setFault} />
            <p className={classes.hint}>{texts.kiosk.hint}</p>
          </>
        )}
        {/* Always rendered: screen readers announce only what is added to an existing live region. */}
        <div role="status">
          {scan && <Shown key={scan.number} scan={scan} sound={sound} onOver={() => setScan(undefined)} />}
        </div>
      </div>
    </main>
  );
}

function isTooMany({ given }: Entry): boolean {
  return given.kind === "fault" && typeof given.fault === "object" && "tooMany" in given.fault;
}

/** An answer that has begun is not waited for any longer, either. */
async function askInTime(entry: Entry, signal: AbortSignal): Promise<Answer> {
  const limit = AbortSignal.timeout(longestMs);
  try {
    return await ask(entry, AbortSignal.any([signal, limit]));
  } catch (error) {
    throw limit.aborted ? new UnreachableError("The API did not answer in time", { cause: error }) : error;
  }
}

interface ShownProps {
  scan: Scan;
  sound: AudioContext | undefined;
  onOver: () => void;
}

function Shown({ scan, sound, onOver }: ShownProps) {
  const texts = useTexts();
  const over = useEffectEvent(onOver);
  const outcomeOf = useOutcomes();
  const isAsked = !scan.isSeveral && scan.entry.given.kind !== "fault";
  const { data, error } = useQuery({
    queryKey: ["kiosk", scan.number],
    queryFn: ({ signal }) => askInTime(scan.entry, signal),
    enabled: isAsked,
    retry: false,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const trouble = useErrorText(error);
  const outcome: Outcome | undefined = data
    ? outcomeOf(data)
    : scan.isSeveral
      ? nothing(texts.kiosk.several, texts.kiosk.severalText)
      : !isAsked
        ? nothing(texts.kiosk.none, texts.kiosk.noneText)
        : error
          ? nothing(trouble.title, trouble.text)
          : undefined;
  const isThere = outcome !== undefined;
  const sounds = useEffectEvent(() => {
    if (sound && outcome) play(sound, outcome.isValid);
  });
  useEffect(() => {
    if (!isThere) return;
    sounds();
    const timer = setTimeout(() => over(), showsForMs);
    return () => clearTimeout(timer);
  }, [isThere]);

  const next = (
    // The same one while verifying and after, so that no press is lost in between.
    <Button key="next" size="lg" variant="white" color="dark" onClick={onOver}>
      {texts.kiosk.next}
    </Button>
  );
  if (!outcome) {
    return (
      <div className={classes.verdict} data-color="gray">
        <Loader size={72} color="white" aria-hidden />
        <p className={classes.word}>{texts.verdict.checking}</p>
        {next}
      </div>
    );
  }
  const { color, Icon, word, sentence, names } = outcome;
  const { holder, title, issuer } = names ?? {};
  return (
    <div className={classes.verdict} data-color={color}>
      <span className={classes.icon}>
        <Icon aria-hidden />
      </span>
      <p className={classes.word}>{word}</p>
      {holder && (
        <p className={classes.holder}>
          <Name>{holder}</Name>
        </p>
      )}
      {names ? (
        <p className={classes.what}>
          {title && <Name>{title}</Name>}
          {title && issuer && " · "}
          {issuer && <Name>{issuer}</Name>}
        </p>
      ) : (
        <p className={classes.what}>{sentence}</p>
      )}
      {next}
      <span className={classes.left} style={{ animationDuration: `${showsForMs}ms` }} aria-hidden />
    </div>
  );
}

function nothing(word: string, sentence: string): Outcome {
  return { isValid: false, color: "gray", Icon: IconHelpHexagon, word, sentence };
}
