export interface AppConfig {
  verificationAppUrl?: string;
  /** Where a trace is shown, with `{traceId}` in it; without it, trace ids are shown and copied only. */
  traceUrl?: string;
  /** Whether this app reports spans of its own to `/otlp/v1/traces`. */
  browserTraces?: boolean;
}

declare global {
  /** Written by `/config.js`, which whoever serves the app provides. */
  var kubeCredentialConfig: AppConfig | undefined;
}

export function appConfig(): AppConfig {
  return globalThis.kubeCredentialConfig ?? {};
}

export function traceUrl(traceId: string): string | undefined {
  return appConfig().traceUrl?.replace("{traceId}", encodeURIComponent(traceId)) || undefined;
}
