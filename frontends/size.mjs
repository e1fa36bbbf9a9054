import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const limitKb = 250;
const styleLimitKb = 20;
const kb = (bytes) => Math.round(bytes / 100) / 10;

for (const app of ["issuance-app", "verification-app"]) {
  const dist = new URL(`./${app}/dist/`, import.meta.url);
  const html = readFileSync(new URL("index.html", dist), "utf8");
  const sizeOf = (ending) =>
    [...html.matchAll(new RegExp(`(?:src|href)="/([^"]+\\.${ending})"`, "g"))].reduce(
      (sum, [, file]) => sum + gzipSync(readFileSync(new URL(file, dist))).length,
      0,
    );
  const size = sizeOf("js");
  const styles = sizeOf("css");
  const all = readdirSync(new URL("assets/", dist)).filter((file) => file.endsWith(".js"));
  console.log(
    `${app}: ${kb(size)} kB of JavaScript gzipped at first load (limit ${limitKb}), ${all.length} chunks in all`,
  );
  console.log(`${app}: ${kb(styles)} kB of CSS gzipped at first load (limit ${styleLimitKb})`);
  if (kb(size) > limitKb || kb(styles) > styleLimitKb) process.exitCode = 1;
}
