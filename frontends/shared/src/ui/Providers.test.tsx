import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { steadyErrors } from "./Providers";

const shown: string[] = [];
let answer: () => Promise<string>;

function Page() {
  const { status, data, refetch } = useQuery({ queryKey: ["one"], queryFn: () => answer() });
  shown.push(status);
  return (
    <button type="button" onClick={() => refetch()}>
      {data ?? status}
    </button>
  );
}

test("an error stays while the question is asked again, until there is an answer", async () => {
  const client = new QueryClient({ queryCache: steadyErrors(), defaultOptions: { queries: { retry: false } } });
  answer = () => Promise.reject(new Error("away"));
  render(
    <QueryClientProvider client={client}>
      <Page />
    </QueryClientProvider>,
  );
  await screen.findByText("error");
  shown.length = 0;
  answer = () => new Promise((resolve) => setTimeout(() => resolve("here"), 50));
  await userEvent.click(screen.getByRole("button"));
  await screen.findByText("here");
  expect(shown).not.toContain("pending");
});
