import type { StatusIcon } from "@kubecredential/shared";
import { Card, Group, ThemeIcon, Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./VerdictView.module.css";

interface VerdictSheetProps {
  /** Of Mantine; red is the one that nobody may overlook. */
  color: string;
  Icon: StatusIcon;
  /** The verdict as a sentence. */
  heading: ReactNode;
  /** What it means. */
  children: ReactNode;
}

/** The head of every page with a verdict: what it is, in colour, icon and words. */
export function VerdictSheet({ color, Icon, heading, children }: VerdictSheetProps) {
  return (
    <Card
      className={classes.sentence}
      radius={0}
      withBorder={false}
      shadow="none"
      data-bad={color === "red"}
      style={{ "--verdict": `var(--mantine-color-${color}-light)`, "--strong": `var(--mantine-color-${color}-filled)` }}
    >
      <Group gap="md" align="flex-start" wrap="nowrap">
        <ThemeIcon size={40} radius="xl" color={color} className={classes.icon}>
          <Icon size={24} aria-hidden />
        </ThemeIcon>
        <div className={classes.words}>
          <Title order={1} className={classes.heading}>
            {heading}
          </Title>
          {children}
        </div>
      </Group>
    </Card>
  );
}
