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
import { readAuditSearch } from "./audit/auditSearch";
import { readRowsShown } from "./batches/batchSearch";
import { readCorrectionSearch } from "./corrections/correctionSearch";
import { readFilters } from "./credentials/filters";
import { readChange } from "./credentials/readChange";
import { Frame } from "./Frame";
import { readInvitationSearch } from "./invitations/invitationSearch";
import { readIssuerSearch } from "./issuers/issuerSearch";
import { NotFoundPage } from "./NotFoundPage";
import { readQueueChoice } from "./operations/queueChoice";
import { readWithin } from "./renewals/within";
import type { Area } from "./session/access";
import { hasEntered } from "./session/entered";
import { readTypeSearch, readTypeVersion } from "./types/typeSearch";

/** A page that is loaded when it is shown, or on the way to it by somebody who is signed in: whoever is not waits for no page. */
function pageOf<Module extends Record<string, unknown>, Name extends keyof Module>(
  load: () => Promise<Module>,
  name: Name,
) {
  const page = lazyRouteComponent(load, name);
  const { preload } = page;
  page.preload = async () => {
    if (hasEntered()) await preload?.();
  };
  return page;
}

const holderPath = "/h";

/** Whether this is the address of the holder's page. */
function isHolders(path: string): boolean {
  return path.replace(/\/+$/, "") === holderPath;
}

function Root() {
  const isHolder = useRouterState({ select: ({ location }) => isHolders(location.pathname) });
  // The holder's page has neither a session of the console nor its frame.
  return isHolder ? <Outlet /> : <Frame />;
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
    component: pageOf(() => import("./issue/IssuePage"), "IssuePage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/credentials",
    staticData: { area: "credentials" },
    validateSearch: readFilters,
    component: pageOf(() => import("./credentials/CredentialsPage"), "CredentialsPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/credentials/$id",
    staticData: { area: "credentials" },
    validateSearch: readChange,
    component: pageOf(() => import("./credentials/CredentialPage"), "CredentialPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/batches",
    staticData: { area: "credentials" },
    component: pageOf(() => import("./batches/BatchesPage"), "BatchesPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/batches/new",
    staticData: { area: "issue" },
    component: pageOf(() => import("./batches/NewBatchPage"), "NewBatchPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/batches/$id",
    staticData: { area: "credentials" },
    validateSearch: readRowsShown,
    component: pageOf(() => import("./batches/BatchPage"), "BatchPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/holders",
    staticData: { area: "credentials" },
    validateSearch: readCorrectionSearch,
    component: pageOf(() => import("./corrections/CorrectionsPage"), "CorrectionsPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/holders/invitations",
    staticData: { area: "credentials" },
    validateSearch: readInvitationSearch,
    component: pageOf(() => import("./invitations/InvitationsPage"), "InvitationsPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/renewals",
    staticData: { area: "issue" },
    validateSearch: readWithin,
    component: pageOf(() => import("./renewals/RenewalsPage"), "RenewalsPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/issuers",
    staticData: { area: "issuers" },
    validateSearch: readIssuerSearch,
    component: pageOf(() => import("./issuers/IssuersPage"), "IssuersPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/issuers/$slug",
    staticData: { area: "issuers" },
    component: pageOf(() => import("./issuers/IssuerPage"), "IssuerPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/credential-types",
    staticData: { area: "types" },
    validateSearch: readTypeSearch,
    component: pageOf(() => import("./types/TypesPage"), "TypesPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/credential-types/$id",
    staticData: { area: "types" },
    validateSearch: readTypeVersion,
    component: pageOf(() => import("./types/TypePage"), "TypePage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/credential-types/$id/edit",
    staticData: { area: "types" },
    component: pageOf(() => import("./types/EditorPage"), "EditTypePage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/register-type",
    staticData: { area: "types" },
    component: pageOf(() => import("./types/EditorPage"), "RegisterTypePage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/operations",
    staticData: { area: "operations" },
    validateSearch: readQueueChoice,
    component: pageOf(() => import("./operations/OperationsPage"), "OperationsPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/operations/services",
    staticData: { area: "operations" },
    component: pageOf(() => import("./services/ServicesPage"), "ServicesPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/operations/keys",
    staticData: { area: "operations" },
    component: pageOf(() => import("./keys/KeysPage"), "KeysPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/operations/trusted-issuers",
    staticData: { area: "operations" },
    component: pageOf(() => import("./trusted/TrustedIssuersPage"), "TrustedIssuersPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/operations/audit",
    staticData: { area: "audit" },
    validateSearch: readAuditSearch,
    component: pageOf(() => import("./audit/AuditPage"), "AuditPage"),
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
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
  interface StaticDataRouteOption {
    /** The area the page belongs to; without one, it is open to everyone who is signed in. */
    area?: Area;
  }
}
