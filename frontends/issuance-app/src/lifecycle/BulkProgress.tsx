import {
  type BulkResult,
  ErrorAlert,
  type IssuedCredential,
  isolated,
  Name,
  useSharedTexts,
} from "@kubecredential/shared";
import { Anchor, Badge, Button, Group, Progress, Stack, Text } from "@mantine/core";
import IconAlertTriangle from "@tabler/icons-react/icons/IconAlertTriangle";
import IconCircleCheck from "@tabler/icons-react/icons/IconCircleCheck";
import IconCircleMinus from "@tabler/icons-react/icons/IconCircleMinus";
import IconCircleX from "@tabler/icons-react/icons/IconCircleX";
import IconQuestionMark from "@tabler/icons-react/icons/IconQuestionMark";
import { Link } from "@tanstack/react-router";
import { useTexts } from "../texts";
import classes from "./BulkProgress.module.css";
import { type BulkRun, countOf } from "./useBulk";

const looks = {
  changed: { color: "teal", Icon: IconCircleCheck },
  unchanged: { color: "gray", Icon: IconCircleMinus },
  impossible: { color: "red", Icon: IconCircleX },
  notFound: { color: "gray", Icon: IconQuestionMark },
  failed: { color: "red", Icon: IconAlertTriangle },
} as const;

/** What needs attention comes first. */
const order: BulkResult["outcome"][] = ["failed", "impossible", "notFound", "unchanged", "changed"];

interface BulkProgressProps {
  run: BulkRun;
  credentials: IssuedCredential[];
  onResume: () => void;
  onClose: () => void;
}

/** How far a change of many credentials is, and what became of each. */
export function BulkProgress({ run, credentials, onResume, onClose }: BulkProgressProps) {
  const texts = useTexts().lifecycle.many;
  const shared = useSharedTexts();
  const { total, results, left, error, isRunning } = run;
  const count = (...outcomes: BulkResult["outcome"][]) =>
    results.filter((result) => outcomes.includes(result.outcome)).length;
  const done = results.length;
  return (
    <Stack>
      <Progress
        value={total === 0 ? 100 : (done / total) * 100}
        animated={isRunning}
        aria-label={texts.progress(done, total)}
      />
      <Text role="status" fw={600}>
        {isRunning
          ? texts.progress(done, total)
          : texts.summary(count("changed"), count("unchanged"), count("impossible", "notFound", "failed"))}
      </Text>
      {error && (
        <>
          <ErrorAlert error={error} />
          <Group justify="space-between" gap="xs">
            <Text size="sm">{texts.interrupted(countOf(left))}</Text>
            <Button size="xs" variant="default" onClick={onResume}>
              {texts.resume}
            </Button>
          </Group>
        </>
      )}
      {!isRunning && results.length > 0 && (
        /* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard has to reach it */
        <section className={classes.results} tabIndex={0} aria-label={texts.results}>
          <ul className={classes.list}>
            {[...results]
              .sort((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome))
              .map((result) => (
                <Result
                  key={result.id}
                  result={result}
                  name={credentials.find((credential) => credential.id === result.id)?.holderName ?? result.id}
                />
              ))}
          </ul>
        </section>
      )}
      <Group justify="flex-end">
        <Button variant={isRunning ? "default" : "filled"} onClick={onClose}>
          {isRunning ? shared.cancel : shared.close}
        </Button>
      </Group>
    </Stack>
  );
}

function Result({ result, name }: { result: BulkResult; name: string }) {
  const texts = useTexts().lifecycle.many;
  const { color, Icon } = looks[result.outcome];
  const { successor } = result;
  return (
    <li className={classes.result}>
      <Group justify="space-between" gap="xs">
        <Anchor
          size="sm"
          className="kc-break"
          renderRoot={(props) => <Link to="/credentials/$id" params={{ id: result.id }} {...props} />}
        >
          <Name>{name}</Name>
        </Anchor>
        <Badge variant="light" color={color} leftSection={<Icon size={15} aria-hidden />} miw="max-content">
          {texts.outcomes[result.outcome]}
        </Badge>
      </Group>
      {result.detail && result.outcome !== "changed" && (
        <Text size="sm" c="dimmed" className="kc-break">
          <Name>{result.detail}</Name>
        </Text>
      )}
      {successor && (
        <Anchor
          size="sm"
          aria-label={`${texts.successor}: ${isolated(name)}`}
          renderRoot={(props) => <Link to="/credentials/$id" params={{ id: successor }} {...props} />}
        >
          {texts.successor}
        </Anchor>
      )}
    </li>
  );
}
