import QrScanner from "qr-scanner";

/** The text of the QR code on a picture, or undefined when none is found there. */
export async function scanPicture(file: Blob): Promise<string | undefined> {
  // A bitmap rather than the file itself: for a file, the library would make a blob: URL, which our policy forbids.
  const bitmap = await createImageBitmap(file).catch(() => undefined);
  if (!bitmap) return undefined;
  try {
    const { data } = await QrScanner.scanImage(bitmap, { returnDetailedScanResult: true });
    return data;
  } catch {
    // This library's way of saying that there is no code.
    return undefined;
  } finally {
    bitmap.close();
  }
}
