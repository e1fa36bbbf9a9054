import { Chip, Group } from "@mantine/core";
import { useId } from "react";
import { useTexts } from "../texts";

interface DayPresetsProps {
  value: string;
  onChoose: (day: string) => void;
  presets: { day: string; label: string }[];
}

/** Last valid days to choose from; the empty one means none. */
export function DayPresets({ value, onChoose, presets }: DayPresetsProps) {
  const texts = useTexts().issue;
  // With one name, they are one stop for the keyboard.
  const name = useId();
  return (
    <Chip.Group multiple={false} value={value} onChange={onChoose}>
      <Group gap={6} role="radiogroup" aria-label={texts.expiryPresets}>
        {presets.map(({ day, label }) => (
          <Chip key={label} name={name} value={day} size="xs" variant="light" onClick={() => onChoose(day)}>
            {label}
          </Chip>
        ))}
      </Group>
    </Chip.Group>
  );
}
