import { Chip, Group } from "@mantine/core";
import { useTexts } from "../texts";

interface DayPresetsProps {
  value: string;
  onChoose: (day: string) => void;
  presets: { day: string; label: string }[];
}

/** Last valid days to choose from; the empty one means none. */
export function DayPresets({ value, onChoose, presets }: DayPresetsProps) {
  const texts = useTexts().issue;
  return (
    <Chip.Group multiple={false} value={value} onChange={onChoose}>
      <Group gap={6} role="radiogroup" aria-label={texts.expiryPresets}>
        {presets.map(({ day, label }) => (
          <Chip key={label} value={day} size="xs" variant="light" onClick={() => onChoose(day)}>
            {label}
          </Chip>
        ))}
      </Group>
    </Chip.Group>
  );
}
