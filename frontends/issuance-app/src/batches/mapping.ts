import { type Batch, writeJson } from "@kubecredential/shared";

export type BatchColumn = Batch["columns"][number];
export type BatchField = Batch["fields"][number];

export interface MappingRequest {
  columns: { column: string; field: string | null }[];
  defaults: { field: string; value: string }[];
}

/** What the columns mean and the values for all rows, as the form has them. An empty field leaves the column out. */
export interface Mapping {
  columns: Record<string, string>;
  defaults: Record<string, string>;
}

export const metadataPrefix = "metadata.";
const longestMetadataName = 100;

export function mappingOf({ columns, defaults }: Pick<Batch, "columns" | "defaults">): Mapping {
  return {
    columns: Object.fromEntries(columns.map(({ name, field }) => [name, field ?? ""])),
    defaults: Object.fromEntries(defaults.map(({ field, value }) => [field, value])),
  };
}

export function toRequest({ columns, defaults }: Mapping): MappingRequest {
  return {
    columns: Object.entries(columns).map(([column, field]) => ({ column, field: field === "" ? null : field })),
    defaults: Object.entries(defaults)
      .map(([field, value]) => ({ field, value: value.trim() }))
      .filter(({ value }) => value !== ""),
  };
}

export function isSame(one: Mapping, other: Mapping): boolean {
  return writeJson(toRequest(one)) === writeJson(toRequest(other));
}

/** The fields that more than one column is to be. */
export function fieldsTwice({ columns }: Mapping): Set<string> {
  const fields = Object.values(columns).filter((field) => field !== "");
  return new Set(fields.filter((field, place) => fields.indexOf(field) !== place));
}

/** The required fields that nothing gives: no column, no value for all rows. */
export function fieldsMissing(batch: Batch, { columns, defaults }: Mapping): BatchField[] {
  const given = new Set([
    ...Object.values(columns),
    ...Object.entries(defaults).flatMap(([field, value]) => (value.trim() === "" ? [] : [field])),
    ...(batch.type ? ["credentialType"] : []),
    ...(batch.issuer ? ["issuerName"] : []),
    ...(batch.reason ? ["reason"] : []),
  ]);
  return batch.fields.filter(({ name, isRequired }) => isRequired && !given.has(name));
}

/** The fields that a value for all rows makes sense for: not what tells one row from another. */
export function fieldsForAll(batch: Batch, { columns, defaults }: Mapping): BatchField[] {
  const own = ["holderName", "holderId", "holderEmail", "credentialId"];
  const mapped = new Set(Object.values(columns));
  return batch.fields.filter(
    ({ name }) =>
      !own.includes(name) && (!name.startsWith(metadataPrefix) || !mapped.has(name) || defaults[name] !== undefined),
  );
}

/** The further detail that a column can become under its own name. */
export function detailOf(column: string): string | undefined {
  const name = column.trim().normalize("NFC");
  return name === "" || name.length > longestMetadataName ? undefined : metadataPrefix + name;
}

/** The place of the column that tells people which row it is. */
export function keyColumn({ columns }: Pick<Batch, "columns">): number {
  const place = (field: string) => columns.findIndex((column) => column.field === field);
  return [place("holderName"), place("credentialId"), place("holderId")].find((found) => found >= 0) ?? -1;
}
