import {
  type AnyCredential,
  type CredentialPage,
  type Delivery,
  type DeliveryEvent,
  type Queues,
  useEventStream,
} from "@kubecredential/shared";
import { type InfiniteData, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useCallback, useMemo, useRef, useState } from "react";
import { useMayUse, useSignedIn } from "../session/useSession";
import { LiveContext } from "./useLive";
import { withStatus } from "./withStatus";

/** The most IDs one stream accepts. */
const maxWatched = 200;
/** A page mounts its credentials one by one; they are collected into one connection. */
const gatherForMs = 100;

/** One event stream for the whole app, which keeps the query cache up to date. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [ids, setIds] = useState<string[]>([]);
  const watched = useRef(new Map<string, number>());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  function receive(name: string, data: unknown) {
    if (name === "queues") {
      const before = client.getQueryData<Queues>(["queues"]);
      const queues = data as Queues;
      client.setQueryData(["queues"], queues);
      if (before && before.redisConnected !== queues.redisConnected) {
        void client.invalidateQueries({ queryKey: ["health"] });
      }
      void client.invalidateQueries({ queryKey: ["operations"] });
      return;
    }
    const event = data as DeliveryEvent;
    const { credentialId, delivery } = event;
    client.setQueryData(["delivery", credentialId], delivery);
    client.setQueriesData<InfiniteData<CredentialPage>>({ queryKey: ["credentials", "list"] }, (list) =>
      list ? withDelivery(list, credentialId, delivery, event) : list,
    );
    const before = client.getQueryData<AnyCredential>(["credential", credentialId]);
    const after = before && withStatus(before, event);
    if (after && after !== before) {
      client.setQueryData(["credential", credentialId], after);
      // Whoever changed it may have left a note, or replaced it.
      void client.invalidateQueries({ queryKey: ["record", credentialId] });
    }
    void client.invalidateQueries({ queryKey: ["history", credentialId] });
  }

  const { check } = useSignedIn();
  const mayFollow = useMayUse("credentials");
  // A refused connection looks like a lost one, so the session may have ended.
  const state = useEventStream(mayFollow ? streamUrl(ids) : undefined, ["delivery", "queues"], receive, check);

  const watch = useCallback((id: string) => {
    const counts = watched.current;
    counts.set(id, (counts.get(id) ?? 0) + 1);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const wanted = [...counts.keys()].slice(-maxWatched);
      // An ID that is no longer watched is no reason to reconnect.
      setIds((current) => (wanted.every((item) => current.includes(item)) ? current : wanted));
    }, gatherForMs);
    return () => {
      const left = (counts.get(id) ?? 1) - 1;
      if (left > 0) counts.set(id, left);
      else counts.delete(id);
    };
  }, []);

  return <LiveContext value={useMemo(() => ({ state, watch }), [state, watch])}>{children}</LiveContext>;
}

function streamUrl(ids: string[]): string {
  const path = "/api/v1/credentials/stream";
  return ids.length === 0 ? path : `${path}?ids=${ids.map(encodeURIComponent).join(",")}`;
}

function withDelivery(
  list: InfiniteData<CredentialPage>,
  id: string,
  delivery: Delivery,
  event: DeliveryEvent,
): InfiniteData<CredentialPage> {
  if (!list.pages.some(({ items }) => items.some((item) => item.credential.id === id))) return list;
  const pages = list.pages.map((page) => ({
    ...page,
    items: page.items.map((item) =>
      item.credential.id === id ? { ...item, credential: withStatus(item.credential, event), delivery } : item,
    ),
  }));
  return { ...list, pages };
}
