import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { steadyErrors } from "./Providers";

test("an error stays while the question is asked again, until there is an answer", async () => {
  const client = new QueryClient({ queryCache: steadyErrors(), defaultOptions: { queries: { retry: false } } });
  let answer: () => Promise<string> = () => Promise.reject(new Error("away"));
  const observer = new QueryObserver(client, { queryKey: ["one"], queryFn: () => answer() });
  const shown: string[] = [];
  const stop = observer.subscribe(({ status }) => shown.push(status));
  await observer.refetch();
  expect(observer.getCurrentResult().status).toBe("error");
  shown.length = 0;
  await observer.refetch();
  answer = () => Promise.resolve("here");
  await observer.refetch();
  stop();
  expect(observer.getCurrentResult().data).toBe("here");
  expect(shown).not.toContain("pending");
});
