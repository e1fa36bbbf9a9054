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
  /** Off in tests, where a failure has to show at once. */
  retry?: boolean;
  children: ReactNode;
}

export function Providers({ primaryColor, retry = true, children }: ProvidersProps) {
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          // "always": offline, a request fails and the page says so, instead of waiting silently.
          queries: { retry: retry && mayPass, retryDelay: 800, networkMode: "always", staleTime: 2_000 },
          mutations: { networkMode: "always" },
        },
      }),
  );
  const [theme] = useState(() => appTheme(primaryColor));
  return (
    <QueryClientProvider client={client}>
      <MantineProvider theme={theme} defaultColorScheme="auto" cssVariablesResolver={accessibleColors}>
        <LanguageProvider>{children}</LanguageProvider>
      </MantineProvider>
    </QueryClientProvider>
  );
}
