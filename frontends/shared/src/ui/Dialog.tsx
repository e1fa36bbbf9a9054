import { Group, Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { useSharedTexts } from "../texts";

interface DialogProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** Mantine's width of the window; medium unless said otherwise. */
  size?: "md" | "lg" | "xl";
  children: ReactNode;
}

/** A modal dialog. Mantine's own puts its title into a header element, which would be a second banner landmark. */
export function Dialog({ opened, onClose, title, size, children }: DialogProps) {
  const texts = useSharedTexts();
  return (
    <Modal.Root opened={opened} onClose={onClose} centered size={size}>
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body p="lg">
          <Group justify="space-between" wrap="nowrap" align="flex-start" mb="md">
            <Modal.Title fw={650}>{title}</Modal.Title>
            <Modal.CloseButton aria-label={texts.close} />
          </Group>
          {children}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
