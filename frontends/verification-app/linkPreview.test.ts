import { readFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import type { IndexHtmlTransformHook } from "vite";
import { afterEach, expect, test } from "vitest";
import { linkPreview } from "./linkPreview.ts";

const html = readFileSync(`${import.meta.dirname}/index.html`, "utf8");
const path = "/v/0199c0de-0000-7000-8000-000000000001";
let stop = () => {};

afterEach(() => stop());

async function pageWith(answer: RequestListener, originalUrl = path): Promise<string> {
  const service = createServer(answer);
  await new Promise<void>((resolve) => service.listen(0, "127.0.0.1", resolve));
  stop = () => {
    service.closeAllConnections();
    service.close();
  };
  const { port } = service.address() as AddressInfo;
  const { transformIndexHtml } = linkPreview(`http://127.0.0.1:${port}`);
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

test("nginx is told the same places", () => {
  const template = readFileSync(`${import.meta.dirname}/../nginx/verification-app.conf.template`, "utf8");
  const [, place] = /include virtual="(\/[^/]+\/)\$credential" stub="app"/.exec(html) ?? [];
  expect(template).toContain(`location ${place} {`);
  expect(template).toContain("(?<credential>");
});
