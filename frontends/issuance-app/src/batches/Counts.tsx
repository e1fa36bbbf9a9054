import type { Batch } from "@kubecredential/shared";
import classes from "./BatchPage.module.css";
import { useBatchTexts } from "./texts";
import { useNumber } from "./useNumber";

/** What has become of the rows, in numbers. */
export function Counts({ batch }: { batch: Batch }) {
  const texts = useBatchTexts().run;
  const number = useNumber();
  const { rows, valid, invalid, done, verifiable, failed } = batch.counts;
  const shown: [label: string, count: number, isBad?: boolean][] = [
    [texts.counts.rows, rows],
    [texts.counts.valid, valid],
    [texts.done[batch.action], done],
    [texts.counts.verifiable, verifiable],
    [texts.counts.failed, failed, failed > 0],
    [texts.counts.invalid, invalid],
  ];
  return (
    <dl className={classes.counts}>
      {shown.map(([label, count, isBad]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd data-bad={isBad || undefined}>{number(count)}</dd>
        </div>
      ))}
    </dl>
  );
}
