import { ErrorAlert, useSharedTexts } from "@kubecredential/shared";
import { Dialog } from "@kubecredential/shared/dialog";
import { Button, Group, Stack, Text } from "@mantine/core";
import { useTypeTexts } from "./texts";
import { useArchive } from "./useTypes";

interface ArchiveDialogProps {
  id: string;
  opened: boolean;
  onClose: () => void;
}

/** Asks before a type is archived. */
export function ArchiveDialog({ id, opened, onClose }: ArchiveDialogProps) {
  const texts = useTypeTexts().page;
  const shared = useSharedTexts();
  const archive = useArchive(id);
  return (
    <Dialog opened={opened} onClose={onClose} title={texts.archiveTitle}>
      <Stack>
        <Text>{texts.archiveText}</Text>
        {archive.error && <ErrorAlert error={archive.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {shared.cancel}
          </Button>
          <Button loading={archive.isPending} onClick={() => archive.mutate("archived", { onSuccess: onClose })}>
            {texts.archive}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
