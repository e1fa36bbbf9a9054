import { useEffect, useEffectEvent, useState } from "react";
import { type LiveState, openEventStream } from "./eventStream";

/** Keeps a server-sent event stream open while the component is mounted. A new URL means a new connection. */
export function useEventStream(
  url: string | undefined,
  names: readonly string[],
  onEvent: (name: string, data: unknown) => void,
  /** Called when a connection is lost or refused; the browser does not tell which. */
  onLost: () => void = () => {},
): LiveState {
  const [state, setState] = useState<LiveState>("connecting");
  const listener = useEffectEvent(onEvent);
  const lost = useEffectEvent(onLost);
  const list = names.join();
  useEffect(() => {
    if (url === undefined) return;
    return openEventStream(url, list.split(","), {
      onEvent: (name, data) => listener(name, data),
      onState: (next) => {
        setState(next);
        if (next === "reconnecting") lost();
      },
    });
  }, [url, list]);
  return state;
}
