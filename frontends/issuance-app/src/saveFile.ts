/** Offers a text to the person as a file. */
export function saveFile(text: string, name: string, type: string) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  // Some browsers have nothing to download if the URL is revoked immediately.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
