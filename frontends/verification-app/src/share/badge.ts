/** The size of the badge in pixels of CSS, as the verifier draws it. */
export const badgeSize = { width: 400, height: 120 };

/** Where the verifier draws the badge: a page for frames, or a picture. */
export function badgeAddress(id: string, form: "frame" | "svg" | "png", origin = location.origin): string {
  return `${origin}/api/v1/credentials/${encodeURIComponent(id)}/badge${form === "frame" ? "" : `.${form}`}`;
}

/** HTML for a frame that shows the verdict of the moment. */
export function frameCode(id: string, title: string): string {
  const { width, height } = badgeSize;
  return `<iframe src="${attribute(badgeAddress(id, "frame"))}" title="${attribute(title)}" width="${width}" height="${height}" loading="lazy" style="border:0;max-width:100%"></iframe>`;
}

/** HTML for a picture of the verdict that leads to the credential's page. */
export function pictureCode(id: string, link: string, title: string, form: "svg" | "png"): string {
  const { width, height } = badgeSize;
  return `<a href="${attribute(link)}"><img src="${attribute(badgeAddress(id, form))}" alt="${attribute(title)}" width="${width}" height="${height}"></a>`;
}

const entities: Record<string, string> = { "&": "&amp;", '"': "&quot;", "<": "&lt;", ">": "&gt;" };

/** A name is anybody's text, and must not end the attribute that it is pasted in. */
function attribute(text: string): string {
  return text.replace(/[&"<>]/g, (character) => entities[character] ?? "");
}
