import { AppBrand, Name, useErrorText, useKeptFocus } from "@kubecredential/shared";
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
import { type Entry, entriesIn } from "../verify/entries";
import { ask, type Outcome, useOutcomes } from "../verify/outcome";
import { fillScreen, leaveFullScreen } from "./fullScreen";
import classes from "./KioskPage.module.css";
import { play } from "./sound";
import { useWakeLock } from "./useWakeLock";

/** How long a verdict is shown. */
const showsForMs = 6_000;
/** A code that stays before the camera counts once, until it has been away for this long. */
const awayForMs = 2_500;

interface Scan {
  number: number;
  entry: Entry;
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

  function find(text: string) {
    const now = Date.now();
    const isNew = text !== last.current.text || now - last.current.seenAt > awayForMs;
    last.current = { text, seenAt: now };
    if (scan || !isNew) return;
    const [entry, another] = entriesIn(text);
    if (entry && !another) setScan({ number: now, entry });
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

interface ShownProps {
  scan: Scan;
  sound: AudioContext | undefined;
  onOver: () => void;
}

function Shown({ scan, sound, onOver }: ShownProps) {
  const texts = useTexts();
  const over = useEffectEvent(onOver);
  const outcomeOf = useOutcomes();
  const isNone = scan.entry.given.kind === "fault";
  const { data, error } = useQuery({
    queryKey: ["kiosk", scan.number],
    queryFn: ({ signal }) => ask(scan.entry, signal),
    enabled: !isNone,
    retry: false,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const trouble = useErrorText(error);
  const outcome: Outcome | undefined = data
    ? outcomeOf(data)
    : isNone
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

  if (!outcome) {
    return (
      <div className={classes.verdict} data-color="gray">
        <Loader size={72} color="white" aria-hidden />
        <p className={classes.word}>{texts.verdict.checking}</p>
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
      <Button size="lg" variant="white" color="dark" onClick={onOver}>
        {texts.kiosk.next}
      </Button>
      <span className={classes.left} style={{ animationDuration: `${showsForMs}ms` }} aria-hidden />
    </div>
  );
}

function nothing(word: string, sentence: string): Outcome {
  return { isValid: false, color: "gray", Icon: IconHelpHexagon, word, sentence };
}
