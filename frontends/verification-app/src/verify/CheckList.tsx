import { Group, Stack, Text, ThemeIcon } from "@mantine/core";
import IconAlertTriangle from "@tabler/icons-react/icons/IconAlertTriangle";
import IconCheck from "@tabler/icons-react/icons/IconCheck";
import IconQuestionMark from "@tabler/icons-react/icons/IconQuestionMark";
import IconX from "@tabler/icons-react/icons/IconX";
import { useTexts } from "../texts";
import type { Check } from "./checks";

const looks = {
  pass: { color: "teal", Icon: IconCheck },
  warn: { color: "yellow", Icon: IconAlertTriangle },
  fail: { color: "red", Icon: IconX },
  unknown: { color: "gray", Icon: IconQuestionMark },
} as const;

export function CheckList({ checks }: { checks: Check[] }) {
  const texts = useTexts().checks;
  return (
    <Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: "none" }} aria-label={texts.heading}>
      {checks.map(({ name, outcome, detail }) => {
        const { color, Icon } = looks[outcome];
        return (
          <Group component="li" key={name} gap="sm" wrap="nowrap" align="flex-start">
            <ThemeIcon
              variant="light"
              color={color}
              radius="xl"
              size={30}
              role="img"
              aria-label={texts.outcomes[outcome]}
            >
              <Icon size={17} aria-hidden />
            </ThemeIcon>
            <div>
              <Text fw={600} size="sm">
                {name}
              </Text>
              <Text size="sm" c="dimmed" className="kc-break">
                {detail}
              </Text>
            </div>
          </Group>
        );
      })}
    </Stack>
  );
}
