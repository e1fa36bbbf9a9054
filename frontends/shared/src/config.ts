export interface AppConfig {
  verificationAppUrl?: string;
  /** A URL template for traces that contains `{traceId}`; without it, trace IDs can only be copied. */
  traceUrl?: string;
  /** Where the API's reference can be read; without it, there is no link. */
  apiReferenceUrl?: string;
  /** Whether this app sends its own spans to `/otlp/v1/traces`. */
  browserTraces?: boolean;
}

declare global {
  /** Set by `/config.js`, which the app's server provides. */
  var kubeCredentialConfig: AppConfig | undefined;
}

export function appConfig(): AppConfig {
  return globalThis.kubeCredentialConfig ?? {};
}

export function traceUrl(traceId: string): string | undefined {
  return appConfig().traceUrl?.replace("{traceId}", encodeURIComponent(traceId)) || undefined;
}
