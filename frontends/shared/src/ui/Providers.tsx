import { type MantineColor, MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ApiError } from "../api/errors";
import { LanguageProvider } from "../i18n";
import { accessibleColors, appTheme } from "./theme";

/** Retries only what may succeed next time: a 4xx answer stays the same. */
function mayPass(failures: number, error: Error) {
  return failures < 2 && !(error instanceof ApiError && error.status < 500);
}

export interface ProvidersProps {
  primaryColor: MantineColor;
  /** `test` turns off retries and transitions. */
  env?: "default" | "test";
  children: ReactNode;
}

export function Providers({ primaryColor, env = "default", children }: ProvidersProps) {
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
        <LanguageProvider>{children}</LanguageProvider>
      </MantineProvider>
    </QueryClientProvider>
  );
}
