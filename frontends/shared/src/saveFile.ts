/** Offers a text to the person as a file. */
export function saveFile(text: string, name: string, type: string) {
  saveBlob(new Blob([text], { type }), name);
}

export function saveBlob(blob: Blob, name: string) {
  const url = URL.createObjectURL(blob);
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  // Some browsers have nothing to download if the URL is revoked immediately.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
