import {
  type CredentialRecord,
  type IssuedCredential,
  isExactNumber,
  type ReplaceRequest,
  todayUtc,
  writeJson,
} from "@kubecredential/shared";
import { emptyForm, type IssueForm, keyOf, toRequest } from "../issue/form";
import { rowsFromMetadata } from "../issue/metadata";
import type { SchemaField, SchemaFields } from "../types/schema";

type Private = Pick<CredentialRecord, "holderId" | "holderEmail">;

/** The form of a replacement, filled in with what the credential says. */
export function formOf(credential: IssuedCredential, record?: Private): IssueForm {
  const { metadata, validFrom } = credential;
  return {
    ...emptyForm,
    holderName: credential.holderName,
    credentialType: credential.credentialType,
    issuerName: credential.issuerName,
    // A first day that has passed is none to choose: the new one begins today.
    validFrom: validFrom && validFrom > todayUtc() ? validFrom : "",
    expiryDate: credential.expiryDate ?? "",
    holderId: record?.holderId ?? "",
    holderEmail: record?.holderEmail ?? "",
    ...metadataFormOf(metadata ?? undefined),
  };
}

/** The part of the form for additional data: what the type describes in its fields, the rest beside them. */
export function metadataFormOf(metadata: Record<string, unknown> | undefined, type?: SchemaFields) {
  const fields = type?.fields ?? [];
  const named = fields.filter(({ name }) => metadata !== undefined && Object.hasOwn(metadata, name));
  const rest = Object.entries(metadata ?? {}).filter(([name]) => !named.some((field) => field.name === name));
  const free = Object.fromEntries(rest);
  const rows = rowsFromMetadata(free);
  return {
    typed: Object.fromEntries(
      fields.map((field) => [keyOf(field.name), named.includes(field) ? textOf(field, metadata?.[field.name]) : ""]),
    ),
    ...(rows
      ? { metadataMode: "rows" as const, metadataRows: rows, metadataJson: "" }
      : { metadataMode: "json" as const, metadataRows: [], metadataJson: writeJson(free, 2) }),
  };
}

/** A value as it is entered. */
function textOf({ kind }: SchemaField, value: unknown): string {
  if (kind === "other") return writeJson(value, 2);
  const isNested = typeof value === "object" && value !== null && !isExactNumber(value);
  return isNested ? writeJson(value) : value === null ? "" : String(value);
}

/** Only what changes; null clears a member. What was entered for a type is read by it. */
export function changesIn(
  { metadata }: Pick<IssuedCredential, "metadata">,
  before: IssueForm,
  after: IssueForm,
  type?: SchemaFields,
): Omit<ReplaceRequest, "reason" | "note"> {
  const changes: Omit<ReplaceRequest, "reason" | "note"> = {};
  const [old, next] = [toRequest(before), toRequest(after, type)];
  for (const name of ["holderName", "credentialType"] as const)
    if (next[name] !== old[name]) changes[name] = next[name];
  for (const name of ["expiryDate", "holderId", "holderEmail"] as const) {
    if (next[name] !== old[name]) changes[name] = next[name] ?? null;
  }
  // Left out, it would keep a first day that lies ahead.
  if (next.validFrom !== old.validFrom) changes.validFrom = next.validFrom ?? todayUtc();
  if (ordered(next.metadata) !== ordered(metadata ?? undefined)) changes.metadata = next.metadata ?? null;
  return changes;
}

/** The members in one order, whatever the form's is. */
function ordered(metadata: object | null | undefined): string {
  return writeJson(Object.entries(metadata ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)));
}
