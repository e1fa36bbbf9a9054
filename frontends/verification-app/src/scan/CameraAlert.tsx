import { useSharedTexts } from "@kubecredential/shared";
import { Alert, Button, Stack } from "@mantine/core";
import IconCameraOff from "@tabler/icons-react/icons/IconCameraOff";
import type { ReactNode } from "react";
import { useTexts } from "../texts";
import type { CameraFault } from "./camera";

interface CameraAlertProps {
  fault: CameraFault;
  onRetry: () => void;
  /** What can be done without a camera, where it can. */
  children?: ReactNode;
}

/** Why there is no picture, and what to do. */
export function CameraAlert({ fault, onRetry, children }: CameraAlertProps) {
  const texts = useTexts().scan;
  const shared = useSharedTexts();
  const { title, text } = texts.faults[fault];
  return (
    <Alert role="alert" color="yellow" title={title} icon={<IconCameraOff size={20} aria-hidden />}>
      <Stack gap="xs" align="flex-start">
        <span>{text}</span>
        {children}
        {/* Another address is needed there. */}
        {fault !== "insecure" && (
          <Button size="xs" variant="default" onClick={onRetry}>
            {shared.tryAgain}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
