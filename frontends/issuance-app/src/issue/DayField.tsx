import { todayUtc } from "@kubecredential/shared";
import { TextInput } from "@mantine/core";
import { useController, useFormContext } from "react-hook-form";
import type { IssueForm } from "./form";

interface DayFieldProps {
  name: "validFrom" | "expiryDate";
  label: string;
  hint: string;
  max?: string;
  /** Called when a day was entered, as opposed to set. */
  onEnter?: () => void;
}

/** A day of a form, today at the earliest. */
export function DayField({ name, label, hint, max = "9999-12-31", onEnter }: DayFieldProps) {
  const { control } = useFormContext<IssueForm>();
  const { field, fieldState } = useController({ control, name });
  return (
    <TextInput
      type="date"
      label={label}
      description={hint}
      min={todayUtc()}
      max={max}
      error={fieldState.error?.message}
      {...field}
      onChange={(event) => {
        field.onChange(event);
        onEnter?.();
      }}
    />
  );
}
