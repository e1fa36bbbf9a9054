import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type IndexHtmlTransformHook, preview } from "vite";
import { afterEach, expect, test } from "vitest";
import { linkPreview } from "./linkPreview.ts";

const html = readFileSync(`${import.meta.dirname}/index.html`, "utf8");
const path = "/v/0199c0de-0000-7000-8000-000000000001";
let stop = () => {};

afterEach(() => stop());

async function serve(answer: RequestListener): Promise<string> {
  const service = createServer(answer);
  await new Promise<void>((resolve) => service.listen(0, "127.0.0.1", resolve));
  stop = () => {
    service.closeAllConnections();
    service.close();
  };
  return `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
}

async function pageWith(answer: RequestListener, originalUrl = path): Promise<string> {
  const { transformIndexHtml } = linkPreview(await serve(answer));
  const { handler } = transformIndexHtml as { handler: IndexHtmlTransformHook };
  const context = { server: {}, originalUrl } as Parameters<IndexHtmlTransformHook>[1];
  return String(await (handler as (html: string, context: unknown) => unknown)(html, context));
}

test("a credential's page has the service's words in place of the app's", async () => {
  let asked = "";
  const page = await pageWith((request, response) => {
    asked = request.url ?? "";
    response.end('<title>Valid: $& Ada</title><meta property="og:title" content="Ada" />');
  });
  expect(asked).toBe("/api/v1/credentials/0199c0de-0000-7000-8000-000000000001/preview");
  expect(page).toContain("<title>Valid: $& Ada</title>");
  expect(page.match(/<title>/g)).toHaveLength(1);
  expect(page).not.toContain("<!--#");
});

test.each([
  ["an unknown credential", path, 404],
  ["a service in trouble", path, 503],
  ["another page", "/history", 200],
  ["an ID of another form", "/v/..%2f..%2fadmin", 200],
])("%s keeps the app's words", async (_, url, status) => {
  const page = await pageWith((_request, response) => response.writeHead(status).end("<title>Not this</title>"), url);
  expect(page).toContain("<title>KubeCredential · Verification</title>");
  expect(page).not.toContain("Not this");
  expect(page).not.toContain("<!--#");
});

test("a service that does not answer in time holds nobody up", async () => {
  expect(await pageWith(() => {})).toContain("<title>KubeCredential · Verification</title>");
});

test("the service is asked for the languages of whoever opens the link", async () => {
  let asked: IncomingHttpHeaders = {};
  const service = await serve((request, response) => {
    asked = request.headers;
    response.end("<title>صالحة</title>");
  });
  const root = mkdtempSync(join(tmpdir(), "preview-"));
  mkdirSync(join(root, "dist"));
  writeFileSync(join(root, "dist/index.html"), html);
  const server = await preview({
    root,
    configFile: false,
    logLevel: "silent",
    plugins: [linkPreview(service)],
    preview: { host: "127.0.0.1", port: 0, strictPort: false },
  });
  try {
    const { port } = server.httpServer.address() as AddressInfo;
    const page = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { "Accept-Language": "ar,de;q=0.5" } });
    expect(await page.text()).toContain("<title>صالحة</title>");
    expect(asked["accept-language"]).toBe("ar,de;q=0.5");
    expect(asked.host).toBe(`127.0.0.1:${port}`);
  } finally {
    await server.close();
    rmSync(root, { recursive: true });
  }
});

test("nginx is told the same places", () => {
  const template = readFileSync(`${import.meta.dirname}/../nginx/verification-app.conf.template`, "utf8");
  const [, place] = /include virtual="(\/[^/]+\/)\$credential" stub="app"/.exec(html) ?? [];
  expect(template).toContain(`location ${place} {`);
  expect(template).toContain("(?<credential>");
});
