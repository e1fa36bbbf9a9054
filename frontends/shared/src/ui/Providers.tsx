import { DirectionProvider, type MantineColor, MantineProvider } from "@mantine/core";
import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ApiError } from "../api/errors";
import { LanguageProvider } from "../i18n";
import { accessibleColors, appTheme } from "./theme";

/** Retries only what may succeed next time: a 4xx answer stays the same. */
function mayPass(failures: number, error: Error) {
  return failures < 2 && !(error instanceof ApiError && error.status < 500);
}

/** While a question is asked again, its last error stays: pages would flicker between the error and a skeleton. */
export function steadyErrors(): QueryCache {
  const cache = new QueryCache();
  const errors = new WeakMap<object, Error>();
  cache.subscribe((event) => {
    if (event.type !== "updated") return;
    const { query, action } = event;
    if (action.type === "error") errors.set(query, action.error);
    if (action.type === "success") errors.delete(query);
    const error = errors.get(query);
    if (action.type === "fetch" && error && query.state.status === "pending")
      query.setState({ status: "error", error });
  });
  return cache;
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
        queryCache: steadyErrors(),
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
      <MantineProvider
        env={env}
        theme={theme}
        defaultColorScheme="auto"
        cssVariablesResolver={accessibleColors}
        // Mantine has them all in its code, so that its file of them need not be loaded, too.
        deduplicateCssVariables={false}
        // jsdom goes through every rule again for each element whose style is asked for.
        withCssVariables={env !== "test"}
        withGlobalClasses={env !== "test"}
      >
        <DirectionProvider detectDirection={false}>
          <LanguageProvider>{children}</LanguageProvider>
        </DirectionProvider>
      </MantineProvider>
    </QueryClientProvider>
  );
}
