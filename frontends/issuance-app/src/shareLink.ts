import { appConfig } from "@kubecredential/shared";

/** The verification app's address: as configured, else port 3003 on this host. */
export function verificationAppUrl(): string {
  const configured = appConfig().verificationAppUrl;
  return (configured || `${location.protocol}//${location.hostname}:3003`).replace(/\/+$/, "");
}

export function shareLink(credentialId: string): string {
  return `${verificationAppUrl()}/v/${encodeURIComponent(credentialId)}`;
}
