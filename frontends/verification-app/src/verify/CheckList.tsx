import { type Difference, JsonText, Name } from "@kubecredential/shared";
import { Anchor, Text, ThemeIcon } from "@mantine/core";
import IconAlertTriangle from "@tabler/icons-react/icons/IconAlertTriangle";
import IconCheck from "@tabler/icons-react/icons/IconCheck";
import IconQuestionMark from "@tabler/icons-react/icons/IconQuestionMark";
import IconX from "@tabler/icons-react/icons/IconX";
import { Link } from "@tanstack/react-router";
import { useTexts } from "../texts";
import classes from "./CheckList.module.css";
import type { ShownCheck } from "./checks";

const looks = {
  pass: { color: "teal", Icon: IconCheck },
  warning: { color: "yellow", Icon: IconAlertTriangle },
  fail: { color: "red", Icon: IconX },
  unchecked: { color: "gray", Icon: IconQuestionMark },
} as const;

/** Whether a check is always shown: it failed, or it says what to know. */
function isOpen({ status }: ShownCheck): boolean {
  return status === "fail" || status === "warning";
}

interface CheckListProps {
  checks: ShownCheck[];
  /** Only what is always shown. */
  isFolded?: boolean;
}

/** The checks, those that failed first. */
export function CheckList({ checks, isFolded = false }: CheckListProps) {
  const texts = useTexts().checks;
  const inOrder = [...checks].sort((a, b) => Number(isOpen(b)) - Number(isOpen(a)));
  return (
    <ul className={classes.checks} aria-label={texts.heading}>
      {inOrder.map((check) => {
        const { key, name, status, detail, meaning, differences, successor } = check;
        const { color, Icon } = looks[status] ?? looks.unchecked;
        return (
          <li key={key} className={classes.check} hidden={isFolded && !isOpen(check)}>
            <ThemeIcon
              variant="light"
              color={color}
              radius="xl"
              size={30}
              role="img"
              aria-label={texts.statuses[status] ?? status}
            >
              <Icon size={17} aria-hidden />
            </ThemeIcon>
            <div style={{ flex: 1, minWidth: 0 }}>
              <Text fw={600} size="sm">
                {name}
              </Text>
              <Text size="sm" className="kc-break">
                <Name>{detail}</Name>
              </Text>
              <Text size="xs" c="dimmed" className={classes.meaning}>
                {meaning}
              </Text>
              {successor && (
                <Anchor
                  size="sm"
                  className="kc-break"
                  underline="always"
                  renderRoot={(props) => <Link to="/v/$id" params={{ id: successor }} {...props} />}
                >
                  {texts.successor}
                </Anchor>
              )}
              {differences.length > 0 && <Differences of={differences} label={name} />}
            </div>
          </li>
        );
      })}
    </ul>
  );
}

function Differences({ of, label }: { of: Difference[]; label: string }) {
  const texts = useTexts().checks.differences;
  return (
    <table className={classes.differences} aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{texts.field}</th>
          <th scope="col">{texts.issued}</th>
          <th scope="col">{texts.shown}</th>
        </tr>
      </thead>
      <tbody>
        {of.map(({ field, issued, shown }) => (
          <tr key={field}>
            <th scope="row">
              <Name>{texts.fields[field as keyof typeof texts.fields] ?? field}</Name>
            </th>
            <td className={classes.issued} data-label={texts.issued}>
              <Value of={issued} beside={shown} />
            </td>
            <td className={classes.shown} data-label={texts.shown}>
              <Value of={shown} beside={issued} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A JSON value for readers: strings without quotes, null as a dash. Quotes stay where the string "1" meets the number 1. */
function Value({ of, beside }: { of: unknown; beside: unknown }) {
  if (of === null || of === undefined) return "–";
  const isPlain = typeof of === "string" && String(of) !== String(beside);
  return isPlain ? <Name>{of}</Name> : <JsonText value={of} />;
}
