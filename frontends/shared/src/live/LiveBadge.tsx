import { Tooltip } from "@mantine/core";
import { useSharedTexts } from "../texts";
import type { LiveState } from "./eventStream";
import classes from "./LiveBadge.module.css";

/** Shows whether the page updates live. */
export function LiveBadge({ state }: { state: LiveState }) {
  const texts = useSharedTexts().live;
  return (
    <Tooltip label={texts.meanings[state]} multiline maw={260}>
      <span className={classes.badge} data-state={state} role="status" aria-label={texts.label}>
        <span className={classes.dot} aria-hidden />
        {texts.states[state]}
      </span>
    </Tooltip>
  );
}
