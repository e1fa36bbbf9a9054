import type { Session } from "@kubecredential/shared";

/** Which roles each part of the app is for, one of them being enough: what the services allow, so that nothing else is offered. */
export const access = {
  issue: ["issuer"],
  credentials: ["issuer", "operator"],
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

/** The page to begin with; undefined where the roles allow none. */
export function homeOf(session: Pick<Session, "roles">) {
  return homes.find(([area]) => mayUse(session, area))?.[1];
}
