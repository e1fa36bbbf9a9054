/** The link to the verdict on an id. There is none to the verdict on a whole credential: a link would carry its id alone. */
export function linkTo(id: string): string {
  return `${location.origin}/v/${encodeURIComponent(id)}`;
}
