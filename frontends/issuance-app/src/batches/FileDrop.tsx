import { Name } from "@kubecredential/shared";
import { Button, FileButton, Input, Text, ThemeIcon } from "@mantine/core";
import IconFileSpreadsheet from "@tabler/icons-react/icons/IconFileSpreadsheet";
import IconFileUpload from "@tabler/icons-react/icons/IconFileUpload";
import { type DragEvent, useId, useRef, useState } from "react";
import classes from "./FileDrop.module.css";
import { useBatchTexts } from "./texts";
import { acceptedFiles, type FileFault } from "./upload";
import { useSize } from "./useNumber";

interface FileDropProps {
  file?: File;
  /** The files that were dropped or chosen; more than one is a mistake. */
  onChoose: (files: File[]) => void;
  fault?: FileFault | "missing" | "several";
  disabled: boolean;
}

/** Takes a file by a button, or dropped from another window. */
export function FileDrop({ file, onChoose, fault, disabled }: FileDropProps) {
  const texts = useBatchTexts().form;
  const size = useSize();
  const [isOver, setIsOver] = useState(false);
  const reset = useRef<() => void>(null);
  const id = useId();

  function drag(event: DragEvent, over: boolean) {
    event.preventDefault();
    setIsOver(over && !disabled);
  }

  return (
    <Input.Wrapper label={texts.file} required labelElement="div" id={id} labelProps={{ id: `${id}-title` }}>
      {/* Dropping is only a shortcut for the button in it, which every device has. */}
      <section
        className={classes.area}
        aria-labelledby={`${id}-title`}
        data-over={isOver || undefined}
        data-fault={fault !== undefined || undefined}
        onDragEnter={(event) => drag(event, true)}
        onDragOver={(event) => drag(event, true)}
        onDragLeave={(event) => {
          if (!event.currentTarget.contains(event.relatedTarget as Node | null)) drag(event, false);
        }}
        onDrop={(event) => {
          drag(event, false);
          if (!disabled) onChoose([...event.dataTransfer.files]);
        }}
      >
        <ThemeIcon variant="light" size={44} radius="xl">
          {file ? <IconFileSpreadsheet size={24} aria-hidden /> : <IconFileUpload size={24} aria-hidden />}
        </ThemeIcon>
        <Text fw={file ? 600 : undefined} className="kc-break" role="status">
          {isOver ? texts.dropNow : file ? <Name>{texts.chosen(file.name, size(file.size))}</Name> : texts.drop}
        </Text>
        <FileButton
          onChange={(chosen) => {
            // So that the same file can be chosen again once it has been corrected.
            reset.current?.();
            if (chosen) onChoose([chosen]);
          }}
          accept={acceptedFiles}
          resetRef={reset}
          inputProps={{ "aria-hidden": true }}
        >
          {(props) => (
            <Button
              {...props}
              variant={file ? "default" : "filled"}
              disabled={disabled}
              data-file-button
              aria-describedby={fault ? `${id}-rule ${id}-fault` : `${id}-rule`}
            >
              {file ? texts.change : texts.choose}
            </Button>
          )}
        </FileButton>
        <Text size="sm" c="dimmed" id={`${id}-rule`}>
          {texts.fileRule}
        </Text>
      </section>
      {fault && (
        <Input.Error id={`${id}-fault`} role="alert" size="sm" mt={5}>
          {texts.faults[fault]}
        </Input.Error>
      )}
    </Input.Wrapper>
  );
}
