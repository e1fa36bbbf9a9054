import type { AnyCredential, CredentialStatus, DeliveryEvent } from "@kubecredential/shared";

/** The credential with the status of an event, unless it already has that or a later one. */
export function withStatus(credential: AnyCredential, { status, version }: DeliveryEvent): AnyCredential {
  if (!status || !version || version <= credential.version) return credential;
  return status.state === "erased" ? remainsOf(credential, status, version) : { ...credential, status, version };
}

function remainsOf({ id, issuerName }: AnyCredential, status: CredentialStatus, version: number): AnyCredential {
  return { id, issuerName, status, version };
}
