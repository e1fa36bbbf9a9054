import { readStored, writeStored } from "@kubecredential/shared";
import { useState } from "react";

/** The columns of the list besides the holder, which is always there. */
export const columns = ["type", "issuer", "issued", "validFrom", "expiry", "status", "state", "id"] as const;

export type Column = (typeof columns)[number];

export const usualColumns: readonly Column[] = ["type", "issuer", "issued", "expiry", "status", "state"];

const storageKey = "kubecredential.list.columns";

/** The known ones of these columns, each once, in the list's order; undefined if that is no choice. */
export function readColumns(value: unknown): Column[] | undefined {
  return Array.isArray(value) ? columns.filter((column) => value.includes(column)) : undefined;
}

/** Which columns are shown. The choice is remembered on this device. */
export function useColumns() {
  const [shown, setShown] = useState(() => readColumns(readStored(storageKey)) ?? usualColumns);
  return {
    shown,
    show: (next: readonly Column[]) => {
      const chosen = columns.filter((column) => next.includes(column));
      setShown(chosen);
      writeStored(storageKey, String(chosen) === String(usualColumns) ? undefined : chosen);
    },
  };
}
