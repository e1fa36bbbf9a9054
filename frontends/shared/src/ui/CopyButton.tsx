import { ActionIcon, Button, type ButtonProps, CopyButton as MantineCopyButton } from "@mantine/core";
import IconCheck from "@tabler/icons-react/icons/IconCheck";
import IconCopy from "@tabler/icons-react/icons/IconCopy";
import { useSharedTexts } from "../texts";

interface CopyProps {
  value: string;
  label: string;
}

export function CopyIcon({ value, label }: CopyProps) {
  const texts = useSharedTexts();
  return (
    <MantineCopyButton value={value} timeout={2_000}>
      {({ copied, copy }) => (
        <ActionIcon
          variant="subtle"
          color={copied ? "teal" : "gray"}
          onClick={copy}
          aria-label={copied ? texts.copied : label}
          title={copied ? texts.copied : label}
        >
          {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
        </ActionIcon>
      )}
    </MantineCopyButton>
  );
}

export function CopyButton({ value, label, ...props }: CopyProps & ButtonProps) {
  const texts = useSharedTexts();
  return (
    <MantineCopyButton value={value} timeout={2_000}>
      {({ copied, copy }) => (
        <Button
          variant="default"
          {...props}
          onClick={copy}
          leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
        >
          {copied ? texts.copied : label}
        </Button>
      )}
    </MantineCopyButton>
  );
}
