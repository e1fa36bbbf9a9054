import { type DeliveryState, firstOf, isCalendarDay, type StatusFilter } from "@kubecredential/shared";

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

/** The orders of the list; newest first without one. */
export const orders = ["-issued", "issued", "name", "-name", "expiry", "-expiry"] as const;

export type Order = (typeof orders)[number];

export const newestFirst: Order = "-issued";

/** The days that limit the list, each of them included. */
export const days = ["issuedFrom", "issuedTo", "expiresFrom", "expiresTo"] as const;

/** What the list shows, kept in the URL so that a search can be shared and bookmarked. */
export interface Filters extends Partial<Record<(typeof days)[number], string>> {
  /** Words from anywhere, or a complete ID. */
  q?: string;
  /** The start of the type. */
  type?: string;
  /** The start of the issuer's name. */
  issuer?: string;
  status?: StatusFilter;
  /** The state of the delivery. */
  state?: DeliveryState;
  batch?: string;
  sort?: Order;
}

/** The filters as query parameters of the list. */
export interface ListQuery extends Filters {
  id?: string;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
export const longestFilter = 200;

/** Reads the URL's search parameters, which are untrusted. */
export function readFilters(search: Record<string, unknown>): Filters {
  const text = (key: string) => {
    const value = search[key];
    return typeof value === "string" && value.trim() !== "" ? firstOf(value, longestFilter) : undefined;
  };
  const one = <T extends string>(key: string, known: readonly T[]) => known.find((value) => value === search[key]);
  const batch = text("batch");
  const sort = one("sort", orders);
  const filters: Filters = {
    // Links made before there was one box for everything had a holder or an ID.
    q: text("q") ?? text("holder") ?? text("id"),
    type: text("type"),
    issuer: text("issuer"),
    status: one("status", statuses),
    state: one("state", states),
    batch: batch !== undefined && isWholeId(batch) ? batch : undefined,
    sort: sort === newestFirst ? undefined : sort,
  };
  for (const day of days) {
    const value = text(day);
    filters[day] = value !== undefined && isCalendarDay(value) ? value : undefined;
  }
  for (const key of Object.keys(filters) as (keyof Filters)[]) if (filters[key] === undefined) delete filters[key];
  return filters;
}

/** The filters as the service takes them: an ID is asked for as such. */
export function toQuery({ q, ...filters }: Filters): ListQuery {
  const trimmed = Object.fromEntries(Object.entries(filters).map(([key, value]) => [key, value.trim()])) as Filters;
  if (q === undefined) return trimmed;
  return isWholeId(q) ? { ...trimmed, id: q.trim() } : { ...trimmed, q: q.trim() };
}

/** What is searched for, without the order. */
export function conditionsOf({ sort: _, ...conditions }: Filters): Filters {
  return conditions;
}

export function isWholeId(id: string): boolean {
  return uuid.test(id.trim());
}

/** Whether it begins like an ID: enough of one that nothing else is likely. */
export function isPartOfId(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{1,4}[0-9a-f-]*$/i.test(text.trim()) && !isWholeId(text);
}
