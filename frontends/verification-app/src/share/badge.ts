import type { Language } from "@kubecredential/shared";

/** The width of the badge in pixels of CSS, as the verifier draws it; its height depends on the names in it. */
const width = 420;
/** Enough for long names. */
const frameHeight = 160;

export interface BadgeOf {
  id: string;
  /** The page that the badge leads to. */
  link: string;
  /** What it says to who cannot see it. */
  title: string;
  language: Language;
}

/** Where the verifier draws the badge: a page for frames, or a picture. */
export function badgeAddress(
  { id, language }: Pick<BadgeOf, "id" | "language">,
  form: "frame" | "svg" | "png",
  origin = location.origin,
): string {
  const end = form === "frame" ? "" : `.${form}`;
  return `${origin}/api/v1/credentials/${encodeURIComponent(id)}/badge${end}?language=${language}`;
}

/** HTML for a frame that shows the verdict of the moment. */
export function frameCode(badge: BadgeOf): string {
  const [source, title] = [attribute(badgeAddress(badge, "frame")), attribute(badge.title)];
  return `<iframe src="${source}" title="${title}" width="${width}" height="${frameHeight}" loading="lazy" style="border:0;max-width:100%"></iframe>`;
}

/** HTML for a picture of the verdict that leads to the credential's page. */
export function pictureCode(badge: BadgeOf, form: "svg" | "png"): string {
  const [source, title] = [attribute(badgeAddress(badge, form)), attribute(badge.title)];
  return `<a href="${attribute(badge.link)}"><img src="${source}" alt="${title}" width="${width}"></a>`;
}

const entities: Record<string, string> = { "&": "&amp;", '"': "&quot;", "<": "&lt;", ">": "&gt;" };

/** A name is anybody's text, and must not end the attribute that it is pasted in. */
function attribute(text: string): string {
  return text.replace(/[&"<>]/g, (character) => entities[character] ?? "");
}
