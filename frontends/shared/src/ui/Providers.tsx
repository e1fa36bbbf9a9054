import { type MantineColor, MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ApiError } from "../api/errors";
import { LanguageProvider } from "../i18n";
import { accessibleColors, appTheme } from "./theme";

/** A refusal stays one when asked again; only what may pass by itself is tried again. */
function mayPass(failures: number, error: Error) {
  return failures < 2 && !(error instanceof ApiError && error.status < 500);
}

export interface ProvidersProps {
  primaryColor: MantineColor;
  /** In tests a failure has to show at once, and nothing may move. */
  env?: "default" | "test";
  children: ReactNode;
}

export function Providers({ primaryColor, env = "default", children }: ProvidersProps) {
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          // "always": offline, a request fails and the page says so, instead of waiting silently.
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
