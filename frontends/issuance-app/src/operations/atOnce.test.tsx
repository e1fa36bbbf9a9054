import type { FailedEvent } from "@kubecredential/shared";
import { renderApp, setupUser } from "@kubecredential/shared/testing";
import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test, vi } from "vitest";
import { startServer } from "../testing";
import { FailedEvents } from "./FailedEvents";

vi.mock("./useOperations", async (original) => ({
  ...(await original<typeof import("./useOperations")>()),
  mostAtOnce: 2,
}));

const server = startServer();
let orders: unknown[];

const failed = (id: string): FailedEvent => ({
  id,
  eventType: "CREDENTIAL_ISSUED",
  credentialId: null,
  reason: "Too large",
  attempts: 5,
  firstFailedAt: null,
  lastFailedAt: null,
  nextAttemptAt: null,
  traceParent: null,
  payload: {},
});

beforeEach(() => {
  orders = [];
  server.use(
    http.get("/admin/dead-letters", () => HttpResponse.json({ items: ["a", "b", "c"].map(failed), nextCursor: null })),
    http.get("/admin/dead-letters/causes", () =>
      HttpResponse.json({ items: [{ cause: "Too large", count: 3, newest: "" }], counted: 3, isComplete: true }),
    ),
    http.post("/admin/reprocess-failed", async ({ request }) => {
      orders.push(await request.json());
      return HttpResponse.json({ success: true, message: "…", reprocessedCount: 2, workerId: "w", timestamp: "" });
    }),
  );
});

test("no more selected events are reprocessed, promised and asked about than the service takes at once", async () => {
  const user = setupUser();
  renderApp(<FailedEvents service="issuer" queue="dead" total={3} />);
  await user.click(await screen.findByRole("checkbox", { name: "Select all shown" }));
  const order = screen.getByRole("button", { name: /^Reprocess selected/ });
  expect(order).toHaveAccessibleName("Reprocess selected (2)");
  await user.click(order);
  const dialog = await screen.findByRole("dialog", { name: "Reprocess 2 events?" });
  await user.click(within(dialog).getByRole("button", { name: "Reprocess" }));
  await waitFor(() => expect(orders).toEqual([{ ids: ["a", "b"] }]));
});
