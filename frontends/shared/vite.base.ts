import { readFileSync } from "node:fs";
import react from "@vitejs/plugin-react";
import type { Connect, Plugin, ProxyOptions, UserConfig } from "vite";
import type { InlineConfig } from "vitest/node";

/**
 * Allows only what the built apps need. Styles may be inline because Mantine writes style elements; scripts may not. The
 * production server sends the same header.
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
  /** The address of the app's own API, e.g. `http://localhost:3000`. */
  api: string;
  /** The settings in `/config.js`, which are known when the app is served, not when it is built. */
  config?: Record<string, string | undefined>;
  /** Further proxied paths, each with its service and the path there. */
  passOn?: Record<string, { target: string; path: string }>;
  /** Regular expressions of further paths of the app's own API, each starting with `^`. */
  open?: string[];
  plugins?: Plugin[];
  /** What at least so many files use is loaded with the first page, in one file. */
  commonTo: number;
}

/** The configuration both apps share: the API behind the same origin, a fixed port, one test environment. */
export function appConfig(options: AppOptions): UserConfig & { test: InlineConfig } {
  const { name, defaultPort, api, config = {}, passOn = {}, open = [], plugins = [], commonTo } = options;
  // An event stream may miss two keep-alives before the proxy closes it.
  // The Host header is passed on unchanged, as by nginx, so that services can tell local requests from others.
  const target: ProxyOptions = { target: api, proxyTimeout: 40_000, bypass: refuseDetours };
  const proxy: Record<string, ProxyOptions> = { "/api": target, "/health": target, "/admin": target };
  for (const [path, to] of Object.entries(passOn)) {
    proxy[path] = { ...target, target: to.target, rewrite: (url) => to.path + url.slice(path.length) };
  }
  for (const pattern of open) proxy[pattern] = target;
  const traces = traceReceiver();
  if (traces) proxy["/otlp"] = traces;
  const port = Number(process.env.PORT ?? defaultPort);
  return {
    plugins: [react(), servedConfig({ ...config, browserTraces: traces !== undefined }), beforeTheApp(), ...plugins],
    server: { port, strictPort: true, proxy },
    preview: { port, strictPort: true, proxy, headers: { "Content-Security-Policy": contentSecurityPolicy } },
    // size.mjs checks the limit that matters: gzipped size at first load.
    build: {
      target: "es2022",
      sourcemap: true,
      chunkSizeWarningLimit: 800,
      // What several pages use comes in one file: dozens of tiny ones cost a phone more rounds than bytes.
      rolldownOptions: {
        output: {
          codeSplitting: {
            groups: [
              { name: "icons", test: /@tabler\/icons-react/ },
              { name: "common", minShareCount: commonTo },
            ],
          },
        },
      },
    },
    test: { name, ...testConfig },
  };
}

/** Refuses paths with dot segments or double encoding, which the next server might resolve outside the proxied prefix. */
function refuseDetours({ url = "" }: { url?: string }): false | undefined {
  return /\\|%2e|%2f|%5c|%25|\/\.{1,2}(\/|$)/i.test(url.split("?", 1)[0] ?? "") ? false : undefined;
}

/** The OTLP endpoint for browser spans, if this process is configured to send its own there over HTTP. */
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

/** A bundle is built once and served in many places, so settings come from the server instead of the build. */
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

/** Serves before.js as it is: it must not wait for the app's own files. */
function beforeTheApp(): Plugin {
  const file = new URL("./before.js", import.meta.url);
  return {
    name: "kubecredential-before",
    configureServer: (server) =>
      void server.middlewares.use("/before.js", (_request, response) => {
        response.setHeader("Content-Type", "text/javascript; charset=utf-8");
        response.end(readFileSync(file));
      }),
    generateBundle() {
      this.emitFile({ type: "asset", fileName: "before.js", source: readFileSync(file, "utf8") });
    },
  };
}
