import react from "@vitejs/plugin-react";
import type { Connect, Plugin, ProxyOptions, UserConfig } from "vite";
import type { InlineConfig } from "vitest/node";

/**
 * What the built apps need and no more. Mantine writes its CSS variables and responsive styles into style elements, so
 * styles stay inline; scripts never are. Whoever serves the apps in production sends the same header.
 */
export const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

export const testConfig: InlineConfig = {
  environment: "jsdom",
  setupFiles: [new URL("./vitest.setup.ts", import.meta.url).pathname],
  css: false,
  testTimeout: 60_000,
  expect: { poll: { timeout: 10_000 } },
};

interface AppOptions {
  name: string;
  defaultPort: number;
  /** Where the app's own API answers, e.g. `http://localhost:3000`. */
  api: string;
  /** What `/config.js` hands to the app: settings known only where it is served, not where it was built. */
  config?: Record<string, string | undefined>;
  /** Further paths, each with the service and the path there that it stands for. */
  passOn?: Record<string, { target: string; path: string }>;
  plugins?: Plugin[];
}

/** The shape both apps share: own API behind the same origin, fixed port, one test environment. */
export function appConfig(options: AppOptions): UserConfig & { test: InlineConfig } {
  const { name, defaultPort, api, config = {}, passOn = {}, plugins = [] } = options;
  // Two keep-alives of an event stream may be lost before it counts as dead.
  // The services are told which host was asked for, as by nginx: what is for this machine only is not for a page or machine elsewhere.
  const target: ProxyOptions = { target: api, proxyTimeout: 40_000, bypass: refuseDetours };
  const proxy: Record<string, ProxyOptions> = { "/api": target, "/health": target, "/admin": target };
  for (const [path, to] of Object.entries(passOn)) {
    proxy[path] = { ...target, target: to.target, rewrite: (url) => to.path + url.slice(path.length) };
  }
  const traces = traceReceiver();
  if (traces) proxy["/otlp"] = traces;
  const port = Number(process.env.PORT ?? defaultPort);
  return {
    plugins: [react(), servedConfig({ ...config, browserTraces: traces !== undefined }), ...plugins],
    server: { port, strictPort: true, proxy },
    preview: { port, strictPort: true, proxy, headers: { "Content-Security-Policy": contentSecurityPolicy } },
    // size.mjs holds the limit that counts: gzipped, at first load.
    build: { target: "es2022", sourcemap: true, chunkSizeWarningLimit: 800 },
    test: { name, ...testConfig },
  };
}

/** Whoever reads a path next must find it below the same prefix: no dot segments, and nothing that is decoded once more. */
function refuseDetours({ url = "" }: { url?: string }): false | undefined {
  return /\\|%2e|%2f|%5c|%25|\/\.{1,2}(\/|$)/i.test(url.split("?", 1)[0] ?? "") ? false : undefined;
}

/** Where browsers' spans go, if this server's own would go there over HTTP, too. */
function traceReceiver(): ProxyOptions | undefined {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: protocol } = process.env;
  if (!endpoint || !protocol?.startsWith("http")) return undefined;
  const headers = (process.env.OTEL_EXPORTER_OTLP_HEADERS ?? "")
    .split(",")
    .map((header) => header.split("=").map((part) => decodeURIComponent(part.trim())))
    .filter(([key, value]) => key && value);
  return {
    target: endpoint,
    changeOrigin: true,
    bypass: refuseDetours,
    headers: Object.fromEntries(headers),
    rewrite: (url) => url.slice("/otlp".length),
  };
}

/** A bundle is built once and served in many places, so what differs between them is read from the server, not compiled in. */
function servedConfig(config: Record<string, string | boolean | undefined>): Plugin {
  const body = `globalThis.kubeCredentialConfig = ${JSON.stringify(config)};\n`;
  const serve: Connect.NextHandleFunction = (_request, response) => {
    response.setHeader("Content-Type", "text/javascript; charset=utf-8");
    response.setHeader("Cache-Control", "no-store");
    response.end(body);
  };
  return {
    name: "kubecredential-config",
    configureServer: (server) => void server.middlewares.use("/config.js", serve),
    configurePreviewServer: (server) => void server.middlewares.use("/config.js", serve),
  };
}
