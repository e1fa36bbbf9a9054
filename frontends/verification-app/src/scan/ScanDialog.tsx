import { useSharedTexts } from "@kubecredential/shared";
import { Dialog } from "@kubecredential/shared/dialog";
import { Button, Group, Stack, Text } from "@mantine/core";
import { useRef, useState } from "react";
import { useTexts } from "../texts";
import { Camera } from "./Camera";
import { CameraAlert } from "./CameraAlert";
import type { CameraFault } from "./camera";

interface ScanDialogProps {
  onClose: () => void;
  onFound: (text: string) => void;
}

/** Scans the camera's picture for a QR code. */
export function ScanDialog({ onClose, onFound }: ScanDialogProps) {
  const texts = useTexts().scan;
  const shared = useSharedTexts();
  const [fault, setFault] = useState<CameraFault>();
  const isOver = useRef(false);
  return (
    <Dialog opened onClose={onClose} title={texts.title}>
      <Stack>
        {fault ? (
          <CameraAlert fault={fault} onRetry={() => setFault(undefined)}>
            <span>{texts.instead}</span>
          </CameraAlert>
        ) : (
          <>
            <Camera
              onFault={setFault}
              onFound={(text) => {
                if (isOver.current) return;
                isOver.current = true;
                onFound(text);
              }}
            />
            <Text size="sm" c="dimmed" role="status">
              {texts.hint}
            </Text>
          </>
        )}
        <Group grow>
          <Button variant="default" onClick={onClose}>
            {shared.cancel}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
