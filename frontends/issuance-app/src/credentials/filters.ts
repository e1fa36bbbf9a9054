import { type DeliveryState, firstOf, type StatusFilter } from "@kubecredential/shared";

export const statuses = [
  "active",
  "suspended",
  "revoked",
  "superseded",
  "erased",
  "expired",
  "notYetValid",
] as const satisfies readonly StatusFilter[];

export const states = ["pending", "retrying", "published", "confirmed", "dead", "discarded"] as const;

/** The list's filters, kept in the URL so that a search can be shared and bookmarked. */
export interface Filters {
  id?: string;
  holder?: string;
  type?: string;
  issuer?: string;
  status?: StatusFilter;
  /** The state of the delivery. */
  state?: DeliveryState;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
export const longestFilter = 200;

/** Reads the URL's search parameters, which are untrusted. */
export function readFilters(search: Record<string, unknown>): Filters {
  const text = (key: string) => {
    const value = search[key];
    return typeof value === "string" && value.trim() !== "" ? firstOf(value, longestFilter) : undefined;
  };
  const state = states.find((candidate) => candidate === search.state);
  const filters: Filters = {
    id: text("id"),
    holder: text("holder"),
    type: text("type"),
    issuer: text("issuer"),
    status: statuses.find((candidate) => candidate === search.status),
    state,
  };
  for (const key of Object.keys(filters) as (keyof Filters)[]) if (filters[key] === undefined) delete filters[key];
  return filters;
}

/** The filters as query parameters. An incomplete ID is left out. */
export function toQuery({ id, ...filters }: Filters): Filters {
  const trimmed = Object.fromEntries(Object.entries(filters).map(([key, value]) => [key, value.trim()]));
  return id !== undefined && isWholeId(id) ? { ...trimmed, id: id.trim() } : trimmed;
}

export function isWholeId(id: string): boolean {
  return uuid.test(id.trim());
}
