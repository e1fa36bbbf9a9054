import { BrokenPage } from "@kubecredential/shared";
import { createRootRoute, createRoute, createRouter, type RouterHistory } from "@tanstack/react-router";
import { CredentialPage } from "./credentials/CredentialPage";
import { CredentialsPage } from "./credentials/CredentialsPage";
import { Frame } from "./Frame";
import { IssuePage } from "./issue/IssuePage";
import { NotFoundPage } from "./NotFoundPage";

const rootRoute = createRootRoute({
  component: Frame,
  notFoundComponent: NotFoundPage,
  errorComponent: ({ error }) => <BrokenPage error={error} />,
});

const routeTree = rootRoute.addChildren([
  createRoute({ getParentRoute: () => rootRoute, path: "/", component: IssuePage }),
  createRoute({ getParentRoute: () => rootRoute, path: "/credentials", component: CredentialsPage }),
  createRoute({ getParentRoute: () => rootRoute, path: "/credentials/$id", component: CredentialPage }),
]);

export function createAppRouter(history?: RouterHistory) {
  return createRouter({ routeTree, history, scrollRestoration: true });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
