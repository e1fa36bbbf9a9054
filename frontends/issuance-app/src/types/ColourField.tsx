import { Group, TextInput } from "@mantine/core";
import { useController, useFormContext } from "react-hook-form";
import type { TypeForm } from "./form";
import { isColour } from "./model";
import classes from "./Types.module.css";

/** A colour, typed or chosen. */
export function ColourField({ name, label }: { name: "colour" | "textColour"; label: string }) {
  const { control } = useFormContext<TypeForm>();
  const { field, fieldState } = useController({ control, name });
  return (
    <Group gap="xs" wrap="nowrap" align="flex-end">
      <input
        type="color"
        className={classes.swatch}
        aria-label={label}
        value={isColour(field.value) ? field.value : "#000000"}
        onChange={(event) => field.onChange(event.currentTarget.value)}
      />
      <TextInput
        flex={1}
        label={label}
        autoComplete="off"
        spellCheck={false}
        error={fieldState.error?.message}
        {...field}
      />
    </Group>
  );
}
