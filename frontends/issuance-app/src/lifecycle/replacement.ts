import {
  type CredentialRecord,
  type IssuedCredential,
  type ReplaceRequest,
  todayUtc,
  writeJson,
} from "@kubecredential/shared";
import { emptyForm, type IssueForm, toRequest } from "../issue/form";
import { rowsFromMetadata } from "../issue/metadata";

type Private = Pick<CredentialRecord, "holderId" | "holderEmail">;

/** The form of a replacement, filled in with what the credential says. */
export function formOf(credential: IssuedCredential, record?: Private): IssueForm {
  const { metadata, validFrom } = credential;
  const rows = rowsFromMetadata(metadata ?? undefined);
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
    ...(rows
      ? { metadataMode: "rows", metadataRows: rows }
      : { metadataMode: "json", metadataJson: writeJson(metadata, 2) }),
  };
}

/** Only what changes; null clears a member. */
export function changesIn(before: IssueForm, after: IssueForm): Omit<ReplaceRequest, "reason" | "note"> {
  const changes: Omit<ReplaceRequest, "reason" | "note"> = {};
  const [old, next] = [toRequest(before), toRequest(after)];
  for (const name of ["holderName", "credentialType"] as const)
    if (next[name] !== old[name]) changes[name] = next[name];
  for (const name of ["expiryDate", "holderId", "holderEmail"] as const) {
    if (next[name] !== old[name]) changes[name] = next[name] ?? null;
  }
  // Left out, it would keep a first day that lies ahead.
  if (next.validFrom !== old.validFrom) changes.validFrom = next.validFrom ?? todayUtc();
  if (writeJson(next.metadata) !== writeJson(old.metadata)) changes.metadata = next.metadata ?? null;
  return changes;
}
