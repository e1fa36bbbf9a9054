import { ErrorAlert, fieldErrorsOf } from "@kubecredential/shared";
import { Button, FileButton, Group, Input, Stack, Text } from "@mantine/core";
import IconPhoto from "@tabler/icons-react/icons/IconPhoto";
import IconTrash from "@tabler/icons-react/icons/IconTrash";
import { useId, useRef, useState } from "react";
import { useController, useFormContext } from "react-hook-form";
import type { TypeForm } from "./form";
import { pictureAddress } from "./model";
import { type PictureFault, pictureTypes, readPicture } from "./picture";
import classes from "./Types.module.css";
import { useTypeTexts } from "./texts";
import { useUploadPicture } from "./useTypes";

/** A picture of the type. It is uploaded when it is chosen, and belongs to the version that is published. */
export function PictureField({ name, label }: { name: "logo" | "background" | "image"; label: string }) {
  const texts = useTypeTexts().editor;
  const { control } = useFormContext<TypeForm>();
  const { field } = useController({ control, name });
  const upload = useUploadPicture();
  const [fault, setFault] = useState<PictureFault>();
  const reset = useRef<() => void>(null);
  const id = useId();
  const address = pictureAddress(field.value);
  const error = fault ? texts.pictureFaults[fault] : fieldErrorsOf(upload.error).body;

  async function choose(file: File | null) {
    // So that the same file can be chosen again.
    reset.current?.();
    upload.reset();
    setFault(undefined);
    if (!file) return;
    const read = await readPicture(file);
    if (typeof read === "string") return setFault(read);
    upload.mutate(read, { onSuccess: (picture) => field.onChange(picture.id) });
  }

  return (
    <Stack gap={6} role="group" aria-labelledby={id}>
      <Text size="sm" fw={500} id={id}>
        {label}
      </Text>
      <Text size="xs" c="dimmed" id={`${id}-rule`}>
        {texts.pictureRule}
      </Text>
      {address && <img src={address} alt="" className={classes.picture} />}
      <Group gap="xs">
        <FileButton
          onChange={choose}
          accept={pictureTypes.join(",")}
          resetRef={reset}
          inputProps={{ "aria-hidden": true }}
        >
          {(props) => (
            <Button
              {...props}
              size="xs"
              variant="default"
              leftSection={<IconPhoto size={14} aria-hidden />}
              loading={upload.isPending}
              aria-describedby={error ? `${id} ${id}-rule ${id}-error` : `${id} ${id}-rule`}
            >
              {texts.choosePicture}
            </Button>
          )}
        </FileButton>
        {address && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconTrash size={14} aria-hidden />}
            aria-describedby={id}
            onClick={() => field.onChange("")}
          >
            {texts.removePicture}
          </Button>
        )}
      </Group>
      {error && (
        <Input.Error id={`${id}-error`} role="alert">
          {error}
        </Input.Error>
      )}
      {upload.error && !error && <ErrorAlert error={upload.error} />}
    </Stack>
  );
}
