import { firstOf } from "@kubecredential/shared";

export const longestName = 200;

/** The list's search, kept in the URL. */
export interface IssuerSearch {
  /** The start of the name. */
  name?: string;
  /** Opens the dialog that registers an issuer, with this name filled in. */
  register?: string;
}

export function readIssuerSearch(search: Record<string, unknown>): IssuerSearch {
  const { name, register } = search;
  return {
    ...(typeof name === "string" && name.trim() !== "" && { name: firstOf(name, longestName) }),
    ...(typeof register === "string" && { register: firstOf(register, longestName) }),
  };
}
