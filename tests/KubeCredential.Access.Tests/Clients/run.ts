// Runs both clients against both services and tells on standard output what is wrong; nothing is said where nothing is.
import { readFileSync } from "node:fs";
import * as openapiFetch from "./with-openapi-fetch.js";
import * as swagger from "./with-swagger-typescript-api.js";
import { Watch } from "./watch.js";

const key = process.argv[2]!;
const clients = { "openapi-fetch": openapiFetch, "swagger-typescript-api": swagger };
// Not every call ends with a success: the link leads on, and no provider is configured.
const expected = { StartSession: 302, SignInAtProvider: 404 };
const read = (name: string) => JSON.parse(readFileSync(`${name}.json`, "utf8"));

const issued: [string, string][] = [];
const watches: Watch[] = [];
const run = async (name: string, service: string, call: (watch: Watch) => Promise<void>) => {
  const watch = new Watch(`${name}, ${service}`, read(service), key);
  watches.push(watch);
  await call(watch).catch((error) => watch.faults.push(`stopped: ${error instanceof Response ? `${error.status} ${error.url}` : error?.stack}`));
};

// Delivery stands still until the first client of the verification service lets it go on.
for (const [name, client] of Object.entries(clients))
  await run(name, "issuance", async (watch) => void issued.push([name, await client.issue(watch)]));
for (const [name, client] of Object.entries(clients))
  await run(name, "verification", (watch) => client.verify(watch, issued.find(([by]) => by === name)![1]));

for (const watch of watches)
  for (const fault of [...watch.faults, ...watch.missing(expected)]) console.log(`${watch.name}: ${fault}`);
