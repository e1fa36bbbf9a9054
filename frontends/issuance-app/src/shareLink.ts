declare global {
  /** Written by `/config.js`, which whoever serves the app provides. */
  var kubeCredentialConfig: { verificationAppUrl?: string } | undefined;
}

/** Where people verify: as configured, else this host's port 3003. */
export function verificationAppUrl(): string {
  const configured = globalThis.kubeCredentialConfig?.verificationAppUrl;
  return (configured || `${location.protocol}//${location.hostname}:3003`).replace(/\/+$/, "");
}

export function shareLink(credentialId: string): string {
  return `${verificationAppUrl()}/v/${encodeURIComponent(credentialId)}`;
}
