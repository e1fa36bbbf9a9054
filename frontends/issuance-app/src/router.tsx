import { BrokenPage, parseSearch, stringifySearch } from "@kubecredential/shared";
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  type RouterHistory,
  useRouterState,
} from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { readAuditSearch } from "./audit/auditSearch";
import { readRowsShown } from "./batches/batchSearch";
import { readCorrectionSearch } from "./corrections/correctionSearch";
import { readFilters } from "./credentials/filters";
import { readChange } from "./credentials/readChange";
import { readInvitationSearch } from "./invitations/invitationSearch";
import { readIssuerSearch } from "./issuers/issuerSearch";
import { NotFoundPage } from "./NotFoundPage";
import { readQueueChoice } from "./operations/queueChoice";
import { readWithin } from "./renewals/within";
import type { Area } from "./session/access";
import { readTypeSearch, readTypeVersion } from "./types/typeSearch";

/** Apart from the holder's page, which has neither a session of the console nor its frame. */
const loadFrame = () => import("./Frame");
const Frame = lazy(() => loadFrame().then((module) => ({ default: module.Frame })));
const holderPath = "/h";

/** Whether this is the address of the holder's page. */
function isHolders(path: string): boolean {
  return path.replace(/\/+$/, "") === holderPath;
}

function Root() {
  const isHolder = useRouterState({ select: ({ location }) => isHolders(location.pathname) });
  return isHolder ? (
    <Outlet />
  ) : (
    <Suspense>
      <Frame />
    </Suspense>
  );
}

const rootRoute = createRootRoute({
  component: Root,
  notFoundComponent: NotFoundPage,
  errorComponent: ({ error }) => <BrokenPage error={error} />,
});

const routeTree = rootRoute.addChildren([
  createRoute({
    getParentRoute: () => rootRoute,
    path: holderPath,
    component: lazyRouteComponent(() => import("./holder/HolderPage"), "HolderPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/",
    staticData: { area: "issue" },
    component: lazyRouteComponent(() => import("./issue/IssuePage"), "IssuePage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/credentials",
    staticData: { area: "credentials" },
    validateSearch: readFilters,
    component: lazyRouteComponent(() => import("./credentials/CredentialsPage"), "CredentialsPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/credentials/$id",
    staticData: { area: "credentials" },
    validateSearch: readChange,
    component: lazyRouteComponent(() => import("./credentials/CredentialPage"), "CredentialPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/batches",
    staticData: { area: "credentials" },
    component: lazyRouteComponent(() => import("./batches/BatchesPage"), "BatchesPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/batches/new",
    staticData: { area: "issue" },
    component: lazyRouteComponent(() => import("./batches/NewBatchPage"), "NewBatchPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/batches/$id",
    staticData: { area: "credentials" },
    validateSearch: readRowsShown,
    component: lazyRouteComponent(() => import("./batches/BatchPage"), "BatchPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/holders",
    staticData: { area: "credentials" },
    validateSearch: readCorrectionSearch,
    component: lazyRouteComponent(() => import("./corrections/CorrectionsPage"), "CorrectionsPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/holders/invitations",
    staticData: { area: "credentials" },
    validateSearch: readInvitationSearch,
    component: lazyRouteComponent(() => import("./invitations/InvitationsPage"), "InvitationsPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/renewals",
    staticData: { area: "issue" },
    validateSearch: readWithin,
    component: lazyRouteComponent(() => import("./renewals/RenewalsPage"), "RenewalsPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/issuers",
    staticData: { area: "issuers" },
    validateSearch: readIssuerSearch,
    component: lazyRouteComponent(() => import("./issuers/IssuersPage"), "IssuersPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/issuers/$slug",
    staticData: { area: "issuers" },
    component: lazyRouteComponent(() => import("./issuers/IssuerPage"), "IssuerPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/credential-types",
    staticData: { area: "types" },
    validateSearch: readTypeSearch,
    component: lazyRouteComponent(() => import("./types/TypesPage"), "TypesPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/credential-types/$id",
    staticData: { area: "types" },
    validateSearch: readTypeVersion,
    component: lazyRouteComponent(() => import("./types/TypePage"), "TypePage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/credential-types/$id/edit",
    staticData: { area: "types" },
    component: lazyRouteComponent(() => import("./types/EditorPage"), "EditTypePage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/register-type",
    staticData: { area: "types" },
    component: lazyRouteComponent(() => import("./types/EditorPage"), "RegisterTypePage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/operations",
    staticData: { area: "operations" },
    validateSearch: readQueueChoice,
    component: lazyRouteComponent(() => import("./operations/OperationsPage"), "OperationsPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/operations/services",
    staticData: { area: "operations" },
    component: lazyRouteComponent(() => import("./services/ServicesPage"), "ServicesPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/operations/keys",
    staticData: { area: "operations" },
    component: lazyRouteComponent(() => import("./keys/KeysPage"), "KeysPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/operations/trusted-issuers",
    staticData: { area: "operations" },
    component: lazyRouteComponent(() => import("./trusted/TrustedIssuersPage"), "TrustedIssuersPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/operations/audit",
    staticData: { area: "audit" },
    validateSearch: readAuditSearch,
    component: lazyRouteComponent(() => import("./audit/AuditPage"), "AuditPage"),
  }),
]);

export function createAppRouter(history?: RouterHistory) {
  // In step with the page itself, not after it.
  if (!isHolders(location.pathname)) void loadFrame();
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
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
  interface StaticDataRouteOption {
    /** The area the page belongs to; without one, it is open to everyone who is signed in. */
    area?: Area;
  }
}
