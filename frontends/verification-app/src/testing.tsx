import { renderApp } from "@kubecredential/shared/testing";
import { createMemoryHistory, RouterProvider } from "@tanstack/react-router";
import { createAppRouter } from "./router";

export function renderAt(path: string) {
  const router = createAppRouter(createMemoryHistory({ initialEntries: [path] }));
  renderApp(<RouterProvider router={router} />);
  return router;
}
