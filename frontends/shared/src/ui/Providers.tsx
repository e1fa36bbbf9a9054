import { DirectionProvider, type MantineColor, MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ApiError } from "../api/errors";
import { type Language, LanguageProvider } from "../i18n";
import { accessibleColors, appTheme } from "./theme";

/** Retries only what may succeed next time: a 4xx answer stays the same. */
function mayPass(failures: number, error: Error) {
  return failures < 2 && !(error instanceof ApiError && error.status < 500);
}

export interface ProvidersProps {
  primaryColor: MantineColor;
  /** `test` turns off retries and transitions. */
  env?: "default" | "test";
  /** The languages that the whole app has; English and German unless said otherwise. */
  languages?: readonly Language[];
  children: ReactNode;
}

export function Providers({ primaryColor, env = "default", languages, children }: ProvidersProps) {
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          // "always": when offline, requests fail with a message instead of waiting silently.
          queries: { retry: env === "default" && mayPass, retryDelay: 800, networkMode: "always", staleTime: 2_000 },
          mutations: { networkMode: "always" },
        },
      }),
  );
  const [theme] = useState(() => appTheme(primaryColor));
  return (
    <QueryClientProvider client={client}>
      <MantineProvider env={env} theme={theme} defaultColorScheme="auto" cssVariablesResolver={accessibleColors}>
        <DirectionProvider detectDirection={false}>
          <LanguageProvider languages={languages}>{children}</LanguageProvider>
        </DirectionProvider>
      </MantineProvider>
    </QueryClientProvider>
  );
}
