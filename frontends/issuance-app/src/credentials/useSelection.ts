import { type CredentialListItem, type IssuedCredential, isErased } from "@kubecredential/shared";
import { useState } from "react";

export interface Selection {
  /** The selected credentials among those shown. */
  selected: IssuedCredential[];
  /** Those that can be selected. */
  selectable: IssuedCredential[];
  has: (id: string) => boolean;
  toggle: (id: string, isSelected: boolean) => void;
  toggleAll: (isSelected: boolean) => void;
  clear: () => void;
}

/** Which of the shown credentials are selected. What is shown no longer is not selected any more. */
export function useSelection(items: CredentialListItem[]): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const selectable = items.flatMap(({ credential }) => (isErased(credential) ? [] : [credential]));
  const toggle = (id: string, isSelected: boolean) => {
    const next = new Set(ids);
    if (isSelected) next.add(id);
    else next.delete(id);
    setIds(next);
  };
  return {
    selected: selectable.filter((credential) => ids.has(credential.id)),
    selectable,
    has: (id) => ids.has(id),
    toggle,
    toggleAll: (isSelected) => setIds(new Set(isSelected ? selectable.map((credential) => credential.id) : [])),
    clear: () => setIds(new Set()),
  };
}
