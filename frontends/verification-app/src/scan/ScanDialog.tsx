import { useSharedTexts } from "@kubecredential/shared";
import { Dialog } from "@kubecredential/shared/dialog";
import { Alert, Button, Stack, Text } from "@mantine/core";
import QrScanner from "qr-scanner";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { useTexts } from "../texts";
import classes from "./ScanDialog.module.css";

interface ScanDialogProps {
  onClose: () => void;
  onFound: (text: string) => void;
}

type Fault = "noCamera" | "notAllowed";

/** Scans the camera's picture for a QR code. */
export function ScanDialog({ onClose, onFound }: ScanDialogProps) {
  const texts = useTexts().scan;
  const shared = useSharedTexts();
  const [fault, setFault] = useState<Fault>();
  return (
    <Dialog opened onClose={onClose} title={texts.title}>
      <Stack>
        {fault ? (
          <Alert role="alert" color="yellow" title={texts.faults[fault].title}>
            {texts.faults[fault].text}
          </Alert>
        ) : (
          <>
            <Camera onFound={onFound} onFault={setFault} />
            <Text size="sm" c="dimmed" role="status">
              {texts.hint}
            </Text>
          </>
        )}
        <Button variant="default" onClick={onClose}>
          {shared.cancel}
        </Button>
      </Stack>
    </Dialog>
  );
}

function Camera({ onFound, onFault }: { onFound: (text: string) => void; onFault: (fault: Fault) => void }) {
  const texts = useTexts().scan;
  const video = useRef<HTMLVideoElement>(null);
  const found = useEffectEvent(onFound);
  const failed = useEffectEvent(onFault);
  useEffect(() => {
    if (!video.current) return;
    let isOver = false;
    const scanner = new QrScanner(
      video.current,
      ({ data }) => {
        if (isOver) return;
        isOver = true;
        found(data);
      },
      { preferredCamera: "environment", highlightScanRegion: true, returnDetailedScanResult: true },
    );
    scanner.start().catch(async () => {
      if (isOver) return;
      failed((await QrScanner.hasCamera()) ? "notAllowed" : "noCamera");
    });
    return () => {
      isOver = true;
      scanner.destroy();
    };
  }, []);
  return (
    <div className={classes.view}>
      <video ref={video} muted playsInline aria-label={texts.view} />
    </div>
  );
}
