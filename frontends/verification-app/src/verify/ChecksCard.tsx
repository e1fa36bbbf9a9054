import { formatZoned, RelativeTime, useLanguage, useSharedTexts } from "@kubecredential/shared";
import { Button, Card, Group, Text, Title } from "@mantine/core";
import IconChevronDown from "@tabler/icons-react/icons/IconChevronDown";
import { useId, useState } from "react";
import { useTexts } from "../texts";
import { CheckList } from "./CheckList";
import classes from "./ChecksCard.module.css";
import { checksOf } from "./checks";
import type { Verdict } from "./useVerdict";

/** The checks behind a verdict. What failed, and what to know, is always open; the rest unfolds. */
export function ChecksCard({ verdict, className }: { verdict: Verdict; className?: string }) {
  const texts = useTexts();
  const { status: reasons, credential } = useSharedTexts();
  const { comma } = credential;
  const { language } = useLanguage();
  const [isOpen, setIsOpen] = useState(false);
  const list = useId();
  const checks = checksOf(verdict, { texts: texts.checks, reasons, language });
  if (checks.length === 0) return null;
  const count = (wanted: string) => checks.filter(({ status }) => status === wanted).length;
  const failed = count("fail");
  const unchecked = count("unchecked");
  const passed = checks.length - failed - unchecked;
  const summary = [
    failed > 0 && texts.checks.failed(failed),
    texts.checks.passed(passed, checks.length),
    unchecked > 0 && texts.checks.notPassed(unchecked),
  ];
  return (
    <Card component="section" aria-labelledby={`${list}-heading`} className={className}>
      <Group justify="space-between" gap="xs" align="center">
        <div>
          <Title order={2} size="h4" id={`${list}-heading`}>
            {texts.checks.heading}
          </Title>
          <Text size="sm">{summary.filter(Boolean).join(" ")}</Text>
        </div>
        <Button
          variant="default"
          size="sm"
          className="kc-no-print"
          aria-expanded={isOpen}
          aria-controls={list}
          rightSection={<IconChevronDown size={16} aria-hidden className={classes.chevron} data-open={isOpen} />}
          onClick={() => setIsOpen(!isOpen)}
        >
          {isOpen ? texts.checks.showFewer : texts.checks.showAll}
        </Button>
      </Group>
      <div id={list} className={classes.list}>
        <CheckList checks={checks} isFolded={!isOpen} />
        <Text size="xs" c="dimmed" mt="md" className={`kc-break ${classes.folding}`} component="div" hidden={!isOpen}>
          {texts.verdict.checkedAt}{" "}
          <span className="kc-no-print">
            <RelativeTime at={verdict.checkedAt} />
            {comma}
          </span>
          {formatZoned(verdict.checkedAt, language)}
        </Text>
      </div>
    </Card>
  );
}
