import QrScanner from "qr-scanner";

/** The text of an image's QR code, or undefined if none is found. */
export async function scanPicture(file: Blob): Promise<string | undefined> {
  // For a file, the library would create a blob: URL, which our policy forbids.
  const bitmap = await createImageBitmap(file).catch(() => undefined);
  if (!bitmap) return undefined;
  try {
    const { data } = await QrScanner.scanImage(bitmap, { returnDetailedScanResult: true });
    return data;
  } catch {
    // The library throws if it finds no code.
    return undefined;
  } finally {
    bitmap.close();
  }
}
