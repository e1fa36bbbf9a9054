import { appConfig } from "@kubecredential/shared";

/** Where people verify: as configured, else this host's port 3003. */
export function verificationAppUrl(): string {
  const configured = appConfig().verificationAppUrl;
  return (configured || `${location.protocol}//${location.hostname}:3003`).replace(/\/+$/, "");
}

export function shareLink(credentialId: string): string {
  return `${verificationAppUrl()}/v/${encodeURIComponent(credentialId)}`;
}
