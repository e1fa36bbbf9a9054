/** The host of a web address; undefined for anything but http and https. International names are shown as sent (xn--…). */
export function hostOf(address: string | null | undefined): string | undefined {
  if (!address || !URL.canParse(address)) return undefined;
  const { protocol, host } = new URL(address);
  return (protocol === "https:" || protocol === "http:") && host !== "" ? host : undefined;
}

/** Whether a picture may be shown: the Content-Security-Policy allows none from elsewhere. */
export function isOwnPicture(address: string | null | undefined): address is string {
  return /^(\/[^/\\]|data:image\/)/.test(address ?? "");
}
