/** The link to an ID's verdict. A whole credential's verdict has none, because a link could carry only the ID. */
export function linkTo(id: string): string {
  return `${location.origin}/v/${encodeURIComponent(id)}`;
}
