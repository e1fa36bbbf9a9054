import { type AnyCredential, isErased, writeJson } from "@kubecredential/shared";

/** A part of a credential's content that an event and the issuer do not agree on, as JSON; undefined where one has nothing. */
export interface Difference {
  field: string;
  issuer: string | undefined;
  event: string | undefined;
}

const content = [
  "id",
  "holderName",
  "credentialType",
  "issuerName",
  "issueDate",
  "validFrom",
  "expiryDate",
  "metadata",
] as const;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** As JSON with its keys in order; nothing and null are the same. */
function textOf(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : writeJson(ordered(value));
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (!isObject(value) || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, ordered(value[key])]),
  );
}

/**
 * Where an event's content differs from what the issuer holds. Content never changes; the status may have moved on.
 * Undefined if there is nothing to compare: the event cannot be read, or the content was erased.
 */
export function differencesOf(payload: unknown, issued: AnyCredential): Difference[] | undefined {
  if (!isObject(payload) || isErased(issued)) return undefined;
  // The issuer's queue shows the credential, the verifier's the whole event.
  const told = isObject(payload.credential) ? payload.credential : payload;
  return content
    .map((field) => ({
      field,
      issuer: textOf(issued[field]),
      event: textOf(told[field]),
    }))
    .filter(({ issuer, event }) => issuer !== event);
}
