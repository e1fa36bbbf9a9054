import { CopyButton } from "@kubecredential/shared";
import { Alert, Button, Code, Group, Stack } from "@mantine/core";
import type { ReactNode } from "react";

interface ShownOnceProps {
  /** The link or key, which nobody can read again. */
  value: string;
  icon: ReactNode;
  texts: { madeTitle: string; made: string; copy: string; done: string };
  onDone: () => void;
}

/** Something secret that has just been made, to be copied now. */
export function ShownOnce({ value, icon, texts, onDone }: ShownOnceProps) {
  return (
    <Stack>
      <div role="status">
        <Alert role="group" color="teal" title={texts.madeTitle} icon={icon}>
          {texts.made}
        </Alert>
      </div>
      <Code block className="kc-break" dir="ltr" style={{ whiteSpace: "pre-wrap" }}>
        {value}
      </Code>
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>
          {texts.done}
        </Button>
        <CopyButton value={value} label={texts.copy} variant="filled" />
      </Group>
    </Stack>
  );
}
