import { readFileSync } from "node:fs";
import http, { type IncomingHttpHeaders } from "node:http";
import https from "node:https";
import { join } from "node:path";
import type { Connect, Plugin } from "vite";

const page = /^\/v\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\?|$)/i;
const block = /[ \t]*<!--# block name="app" -->\n([\s\S]*?)[ \t]*<!--# endblock -->\n/;
const include = /[ \t]*<!--# include virtual="[^"]*" stub="app" -->\n/;
const longestMs = 2_000;

/** The preview passes on the page's Host and Accept-Language, as nginx does; dev has none to pass on. `fetch` cannot set Host. */
function textOf(address: URL, asked: IncomingHttpHeaders): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const request = address.protocol === "https:" ? https : http;
    const { host, "accept-language": language } = asked;
    const options = {
      headers: {
        Accept: "text/html",
        ...(host && { Host: host }),
        ...(language && { "Accept-Language": language }),
      },
      signal: AbortSignal.timeout(longestMs),
    };
    request
      .get(address, options, (answer) => {
        let text = "";
        answer.setEncoding("utf8");
        answer.on("data", (part: string) => {
          text += part;
        });
        answer.on("end", () => resolve(answer.statusCode === 200 ? text : undefined));
        answer.on("error", reject);
      })
      .on("error", reject);
  });
}

/** Does in dev and preview what nginx does with the includes in index.html: what links to a credential show comes from the service. */
export function linkPreview(api: string): Plugin {
  /** The service's words for a link to a credential; undefined for other pages, and without an answer in time. */
  async function wordsFor(url: string, asked: IncomingHttpHeaders): Promise<string | undefined> {
    const id = page.exec(url)?.[1];
    if (!id) return undefined;
    return textOf(new URL(`/api/v1/credentials/${id}/preview`, api), asked).catch(() => undefined);
  }

  function filled(html: string, words: string | undefined): string {
    const [, own = ""] = block.exec(html) ?? [];
    // A function: what is put in is not to be read as a pattern.
    return html.replace(block, () => words ?? own).replace(include, "");
  }

  let root = "";
  return {
    name: "kubecredential-link-preview",
    configResolved(config) {
      root = join(config.root, config.build.outDir);
    },
    transformIndexHtml: {
      order: "post",
      async handler(html, { server, originalUrl }) {
        // A build keeps the includes for the server.
        return server ? filled(html, await wordsFor(originalUrl ?? "", {})) : html;
      },
    },
    configurePreviewServer(server) {
      const serve: Connect.NextHandleFunction = async (request, response, next) => {
        if (!["GET", "HEAD"].includes(request.method ?? "") || !page.test(request.url ?? "")) return next();
        const words = await wordsFor(request.url ?? "", request.headers);
        for (const [name, value] of Object.entries(server.config.preview.headers ?? {})) {
          if (value !== undefined) response.setHeader(name, value);
        }
        response.setHeader("Content-Type", "text/html; charset=utf-8");
        response.setHeader("Cache-Control", "no-cache");
        response.end(filled(readFileSync(join(root, "index.html"), "utf8"), words));
      };
      server.middlewares.use(serve);
    },
  };
}
