// Runs both clients against both services and tells on standard output what is wrong; nothing is said where nothing is.
import { readFileSync } from "node:fs";
import * as openapiFetch from "./with-openapi-fetch.js";
import { refuse } from "./refusals.js";
import * as swagger from "./with-swagger-typescript-api.js";
import { Watch } from "./watch.js";

const key = process.argv[2]!;
// In this order: openapi-fetch has all dead letters of the issuance service tried again, after which there are none.
const clients = { "swagger-typescript-api": swagger, "openapi-fetch": openapiFetch };
// Not every call ends with a success: the link leads on, no provider is configured, in the end no issuer has a logo, and nobody has signed what is verified over the VC-API; what is cancelled cannot be paused, no mail is sent, and no holder shares anything with the verifier.
const expected = { StartSession: 302, SignInAtProvider: 404, GetIssuerLogo: 404, VcApiVerifyCredential: 422, VcApiVerifyPresentation: 422, PauseBatch: 409, ResumeBatch: 409, InviteBatch: 409, ResendInvitation: 409, VerifySharedCredential: 404, GetTypePicture: 404 };
const read = (name: string) => JSON.parse(readFileSync(`${name}.json`, "utf8"));

const issued: Record<string, string> = {};
const watches: Watch[] = [];
const run = async (name: string, service: string, call: (watch: Watch) => Promise<void>) => {
  const watch = new Watch(`${name}, ${service}`, read(service), key);
  watches.push(watch);
  await call(watch).catch((error) => watch.faults.push(`stopped: ${error instanceof Response ? `${error.status} ${error.url}` : error?.stack}`));
};

// Delivery stands still until the first client of the verification service lets it go on.
for (const [name, client] of Object.entries(clients))
  await run(name, "issuance", async (watch) => void (issued[name] = await client.issue(watch)));
for (const [name, client] of Object.entries(clients))
  await run(name, "verification", (watch) => client.verify(watch, issued[name] ?? "nothing was issued"));

for (const watch of watches)
  for (const fault of watch.missing(expected)) watch.faults.push(fault);
for (const service of ["issuance", "verification"]) await run("refusals", service, refuse);

for (const watch of watches)
  for (const fault of watch.faults) console.log(`${watch.name}: ${fault}`);
