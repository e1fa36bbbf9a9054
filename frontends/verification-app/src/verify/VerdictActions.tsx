import { PrintButton } from "@kubecredential/shared";
import { Button, Group } from "@mantine/core";
import IconRefresh from "@tabler/icons-react/icons/IconRefresh";
import IconSearch from "@tabler/icons-react/icons/IconSearch";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTexts } from "../texts";

interface VerdictActionsProps {
  onRecheck?: () => void;
  rechecking?: boolean;
  /** First of all, e.g. sharing. */
  children?: ReactNode;
}

/** What can be done with a verdict. */
export function VerdictActions({ onRecheck, rechecking, children }: VerdictActionsProps) {
  const texts = useTexts().verdict;
  return (
    <Group gap="xs" align="center" className="kc-no-print">
      {children}
      <PrintButton />
      {onRecheck && (
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} aria-hidden />}
          onClick={onRecheck}
          loading={rechecking}
        >
          {texts.recheck}
        </Button>
      )}
      <Button
        variant="default"
        leftSection={<IconSearch size={16} aria-hidden />}
        renderRoot={(props) => <Link to="/" {...props} />}
      >
        {texts.another}
      </Button>
    </Group>
  );
}
