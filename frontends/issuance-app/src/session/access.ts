import type { Session } from "@kubecredential/shared";

/** The roles that open each area of the app; any one of them is enough. Mirrors what the services allow. */
export const access = {
  issue: ["issuer"],
  credentials: ["issuer", "operator"],
  issuers: ["issuer", "operator"],
  types: ["issuer", "operator"],
  operations: ["operator"],
  audit: ["operator", "auditor"],
} as const;

export type Area = keyof typeof access;

export function mayUse(session: Pick<Session, "roles">, area: Area): boolean {
  return access[area].some((role) => session.roles.includes(role));
}

const homes = [
  ["issue", "/"],
  ["operations", "/operations"],
  ["audit", "/operations/audit"],
] as const;

/** The start page; undefined if the roles allow none. */
export function homeOf(session: Pick<Session, "roles">) {
  return homes.find(([area]) => mayUse(session, area))?.[1];
}
