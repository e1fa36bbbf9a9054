import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const limitKb = 250;
const kb = (bytes) => Math.round(bytes / 100) / 10;

for (const app of ["issuance-app", "verification-app"]) {
  const dist = new URL(`./${app}/dist/`, import.meta.url);
  const html = readFileSync(new URL("index.html", dist), "utf8");
  const firstLoad = [...html.matchAll(/(?:src|href)="\/([^"]+\.js)"/g)].map((match) => match[1]);
  const size = firstLoad.reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, dist))).length, 0);
  const all = readdirSync(new URL("assets/", dist)).filter((file) => file.endsWith(".js"));
  console.log(
    `${app}: ${kb(size)} kB of JavaScript gzipped at first load (limit ${limitKb}), ${all.length} chunks in all`,
  );
  if (kb(size) > limitKb) process.exitCode = 1;
}
