import { BrokenPage, firstOf, parseSearch, stringifySearch } from "@kubecredential/shared";
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouterHistory,
  redirect,
} from "@tanstack/react-router";
import { Frame } from "./Frame";
import { NotFoundPage } from "./NotFoundPage";
import type { Paper } from "./paper/paper";
import type { Entry } from "./verify/entries";
import { VerdictPage, WholeVerdictPage } from "./verify/VerdictPage";
import { VerifyPage } from "./verify/VerifyPage";

/** How old the verifier's knowledge may be, for a link that asks for more than usual; the verifier checks the form. */
function readVerdictSearch({ maxAge }: Record<string, unknown>): { maxAge?: string } {
  return typeof maxAge === "string" && maxAge !== "" ? { maxAge: firstOf(maxAge, 50) } : {};
}

const rootRoute = createRootRoute({
  component: Frame,
  notFoundComponent: NotFoundPage,
  errorComponent: ({ error }) => <BrokenPage error={error} />,
});

const routeTree = rootRoute.addChildren([
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/",
    component: VerifyPage,
    beforeLoad: ({ search }) => {
      if ("kiosk" in search) throw redirect({ to: "/kiosk", replace: true });
    },
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/kiosk",
    component: lazyRouteComponent(() => import("./kiosk/KioskPage"), "KioskPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/several",
    component: lazyRouteComponent(() => import("./several/SeveralPage"), "SeveralPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/v/$id",
    validateSearch: readVerdictSearch,
    component: VerdictPage,
  }),
  createRoute({ getParentRoute: () => rootRoute, path: "/check", component: WholeVerdictPage }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/s",
    component: lazyRouteComponent(() => import("./share/SharedPage"), "SharedPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/document",
    component: lazyRouteComponent(() => import("./document/DocumentPage"), "DocumentPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/history/$key",
    component: lazyRouteComponent(() => import("./history/RecordPage"), "RecordPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/history",
    component: lazyRouteComponent(() => import("./history/HistoryPage"), "HistoryPage"),
  }),
]);

export function createAppRouter(history?: RouterHistory) {
  return createRouter({
    routeTree,
    history,
    scrollRestoration: true,
    defaultPreload: "intent",
    parseSearch,
    stringifySearch,
  });
}

declare module "@tanstack/react-router" {
  interface HistoryState {
    /** The whole credential as entered. In the URL it would be too long and end up in logs. */
    raw?: string;
    /** A document that proves itself, as entered, or the picture that holds it. */
    document?: string | Blob;
    /** The PDF that the credential was read from. */
    paper?: Paper;
    /** What was entered at once. */
    several?: Entry[];
  }
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
