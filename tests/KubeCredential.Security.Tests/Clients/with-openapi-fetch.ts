// Calls every operation through openapi-fetch, typed by openapi-typescript.
import createClient from "openapi-fetch";
import type { paths as IssuancePaths } from "./issuance-types.js";
import type { paths as VerificationPaths } from "./verification-types.js";
import { picture, until, type Watch } from "./watch.js";

export async function issue(watch: Watch): Promise<string> {
  const api = createClient<IssuancePaths>({ baseUrl: watch.document.servers![0]!.url, fetch: watch.fetch, headers: { Authorization: `Bearer ${watch.key}` } });
  await api.GET("/");
  await api.POST("/admin/circuit-breaker", { body: { action: "isolate" } });
  await api.POST("/admin/circuit-breaker", { body: { action: "close", reason: "seen" } });
  const dead = (await api.GET("/admin/dead-letters", { params: { query: { limit: 1 } } })).data!.items[0]!.id;
  await api.DELETE("/admin/dead-letters/{id}", { params: { path: { id: dead }, query: { reason: "a test" } } });
  await api.POST("/admin/reprocess-failed");
  await api.POST("/admin/reprocess-failed", { body: { ids: [dead] } });
  await api.GET("/admin/retry-queue");
  const issued = await api.POST("/api/v1/credentials/issue", { body: { holderName: "Ada", credentialType: "Openapi-fetch", issuerName: "Uni" } });
  const id = issued.data!.credential.id;
  const bob = (await api.POST("/api/v1/credentials/issue", {
    body: { holderName: "Bob", holderId: "S-1", holderEmail: "bob@example.org", credentialType: "Openapi-fetch", issuerName: "Uni", expiryDate: "2199-12-31", metadata: { grade: 1 } },
  })).data!.credential.id;
  const path = { path: { id } };
  await api.GET("/api/v1/credentials/{id}", { params: path });
  await api.GET("/api/v1/credentials/{id}/delivery", { params: path });
  await api.GET("/api/v1/credentials/{id}/history", { params: path });
  await api.GET("/api/v1/credentials", { params: { query: { holder: "Ada", limit: 5 } } });
  await api.GET("/api/v1/credentials", { params: { query: { status: "active", expiresBefore: "2199-12-31" } } });
  await api.GET("/api/v1/credentials/expiring");
  await api.GET("/api/v1/credentials/{id}/record", { params: path });
  await api.POST("/api/v1/credentials/{id}/suspend", { params: path, body: { reason: "other", note: "a test" } });
  await api.POST("/api/v1/credentials/{id}/reinstate", { params: path, body: {} });
  await api.POST("/api/v1/credentials/status", { body: { action: "suspend", reason: "administrative", ids: [bob] } });
  await api.POST("/api/v1/credentials/status", { body: { action: "reinstate", ids: [bob] } });
  const replaced = (await api.POST("/api/v1/credentials/{id}/replace", { params: { path: { id: bob } }, body: { reason: "error", holderName: "Rob" } })).data!.credential.id;
  const renewed = (await api.POST("/api/v1/credentials/{id}/renew", { params: { path: { id: replaced } }, body: { expiryDate: "2199-12-31" } })).data!.credential.id;
  await api.POST("/api/v1/credentials/{id}/revoke", { params: { path: { id: renewed } }, body: { reason: "withdrawn" } });
  await api.POST("/api/v1/credentials/{id}/erase", { params: { path: { id: renewed } }, body: { reason: "other", confirm: renewed } });
  await api.GET("/api/v1/credentials/{id}", { params: { path: { id: renewed } } });
  await api.GET("/api/v1/credentials/suggestions", { params: { query: { field: "issuerName" } } });
  await (await api.GET("/api/v1/credentials/stream", { params: { query: { ids: id } }, parseAs: "stream" })).response.body?.cancel();
  await api.GET("/api/v1/events");
  await api.GET("/.well-known/jwks.json");
  const { slug } = (await api.POST("/api/v1/issuers", { body: { name: "Openapi-fetch University", slug: "openapi-fetch", contact: "registrar@uni.example" } })).data!;
  const issuer = { path: { slug } };
  await api.GET("/api/v1/issuers", { params: { query: { name: "openapi" } } });
  await api.GET("/api/v1/issuers/{slug}", { params: issuer });
  await api.PUT("/api/v1/issuers/{slug}", { params: issuer, body: {} });
  await api.PUT("/api/v1/issuers/{slug}/logo", { params: issuer, body: "", bodySerializer: () => picture, headers: { "Content-Type": "image/png" } });
  await api.GET("/issuers/{slug}/logo", { params: issuer, parseAs: "blob" });
  await api.DELETE("/api/v1/issuers/{slug}/logo", { params: issuer });
  await api.GET("/issuers/{slug}/logo", { params: issuer, parseAs: "blob" });
  await api.GET("/issuers/{slug}/did.json", { params: issuer });
  const type = (await api.POST("/api/v1/credential-types", { body: { name: "Openapi-fetch type", issuer: null, schema: { type: "object" } } })).data!.id;
  const typePath = { path: { id: type } };
  await api.POST("/api/v1/credential-types/{id}/versions", { params: typePath, body: { schema: { type: "object" }, publicFields: ["grade"] } });
  await api.GET("/api/v1/credential-types", { params: { query: { state: "active" } } });
  await api.GET("/api/v1/credential-types/{id}", { params: typePath });
  await api.GET("/api/v1/credential-types/{id}/versions", { params: typePath });
  await api.GET("/api/v1/credential-types/{id}/versions/{version}", { params: { path: { id: type, version: 2 } } });
  await api.POST("/api/v1/credential-types/{id}/archive", { params: typePath });
  await api.POST("/api/v1/credential-types/{id}/restore", { params: typePath });
  await api.POST("/api/v1/credential-types/examples");
  await api.GET("/credential-types/{id}/versions/{version}/schema", { params: { path: { id: type, version: 1 } } });
  const kept = await api.POST("/api/v1/credential-types/pictures", { body: picture as unknown as string, bodySerializer: (body) => body as unknown as BodyInit, headers: { "Content-Type": "image/png" } });
  await api.GET("/credential-types/pictures/{id}", { params: { path: { id: kept.data!.id } }, parseAs: "blob" });
  await api.GET("/api/v1/credentials/count", { params: { query: { q: "ada", status: "active" } } });
  await api.GET("/api/v1/credentials/export", { params: { query: { format: "csv", sort: "name" } }, parseAs: "text" });
  await api.PUT("/api/v1/credentials/views", { body: { name: "Openapi-fetch", query: "q=ada", columns: ["holder"] } });
  await api.GET("/api/v1/credentials/views");
  await api.DELETE("/api/v1/credentials/views", { params: { query: { name: "Openapi-fetch" } } });
  const upload = async () =>
    (await api.POST("/api/v1/batches", {
      params: { query: { action: "issue", type: "Openapi-fetch", issuer: "Uni" } },
      body: "Name\nGrace\n", bodySerializer: (body) => body as BodyInit, headers: { "Content-Type": "text/csv" },
    })).data!.id;
  const ready = (id: string) => until(async () => (await api.GET("/api/v1/batches/{id}", { params: { path: { id } } })).data!.state === "ready");
  const [batch, cancelled] = [{ path: { id: await upload() } }, { path: { id: await upload() } }];
  await ready(cancelled.path.id);
  await api.POST("/api/v1/batches/{id}/cancel", { params: cancelled });
  await ready(batch.path.id);
  await api.PUT("/api/v1/batches/{id}/mapping", { params: batch, body: { columns: [{ column: "Name", field: "holderName" }] } });
  await ready(batch.path.id);
  await api.POST("/api/v1/batches/{id}/confirm", { params: batch });
  await api.POST("/api/v1/batches/{id}/pause", { params: cancelled });
  await api.POST("/api/v1/batches/{id}/resume", { params: cancelled });
  await api.GET("/api/v1/batches");
  await api.GET("/api/v1/batches/{id}/rows", { params: batch });
  await api.GET("/api/v1/batches/{id}/results.csv", { params: batch, parseAs: "text" });
  await api.GET("/api/v1/batches/{id}/faults.csv", { params: batch, parseAs: "text" });
  await api.GET("/api/v1/batches/template.csv", { params: { query: { action: "issue" } }, parseAs: "text" });
  await (await api.GET("/api/v1/batches/{id}/stream", { params: batch, parseAs: "stream" })).response.body?.cancel();
  await api.GET("/api/v1/credentials/{id}/documents/{format}", { params: { path: { id, format: "vc-jwt" } }, parseAs: "text" });
  await api.GET("/status/{purpose}/{number}", { params: { path: { purpose: "revocation", number: 1 } }, parseAs: "text" });
  await api.POST("/api/v1/issuers/{slug}/keys/rotate", { params: issuer });
  const retired = (await api.GET("/api/v1/issuers/{slug}/keys", { params: issuer })).data!.items.find((one) => one.state === "retired")!.keyId;
  await api.POST("/api/v1/issuers/{slug}/keys/{keyId}/compromise", { params: { path: { slug, keyId: retired }, query: { reason: "a test" } } });
  await api.POST("/admin/signing-keys/rotate");
  const upcoming = (await api.GET("/admin/signing-keys")).data!.items.find((one) => one.state === "upcoming")!.keyId;
  await api.POST("/admin/signing-keys/{keyId}/compromise", { params: { path: { keyId: upcoming }, query: { reason: "a test" } } });
  await api.GET("/admin/timeline");
  const forgotten = (await api.GET("/admin/queue-stats")).data!.groups.find((group) => !group.required)!.name;
  await api.DELETE("/admin/groups/{group}", { params: { path: { group: forgotten }, query: { reason: "a test" } } });
  await api.GET("/admin/metrics");
  await api.GET("/admin/audit", { params: { query: { credentialId: id } } });
  const head = (await api.POST("/admin/audit/verify")).data!.head;
  await api.POST("/admin/audit/verify", { body: head ? { known: { number: head.number, hash: head.hash } } : {} });
  const key = (await api.POST("/admin/api-keys", { body: { name: "one", roles: ["auditor"] } })).data!.apiKey.id;
  const next = (await api.POST("/admin/api-keys/{id}/rotate", { params: { path: { id: key } } })).data!.apiKey.id;
  await api.DELETE("/admin/api-keys/{id}", { params: { path: { id: next }, query: { reason: "a test" } } });
  await api.GET("/admin/api-keys");
  await api.GET("/api/v1/session");
  await api.POST("/api/v1/session", { body: { key: watch.key } });
  const link = (await api.POST("/api/v1/session/link")).data!.path;
  await api.GET("/api/v1/session/start", { params: { query: { token: new URLSearchParams(link.split("?")[1]).get("token")! } } });
  await api.GET("/api/v1/session/openid-connect", { params: { query: { returnUrl: "/" } } });
  await api.DELETE("/api/v1/session");
  return id;
}

export async function verify(watch: Watch, id: string): Promise<void> {
  const api = createClient<VerificationPaths>({ baseUrl: watch.document.servers![0]!.url, fetch: watch.fetch, headers: { Authorization: `Bearer ${watch.key}` } });
  await api.GET("/");
  await api.POST("/admin/circuit-breaker", { body: { action: "isolate", reason: "a test" } });
  await api.POST("/admin/circuit-breaker", { body: { action: "close" } });
  const genuine = await until(async () => (await api.POST("/api/v1/credentials/verify", { body: { id } })).data);
  await api.POST("/api/v1/credentials/verify", { body: { credential: { ...genuine.credential } } });
  const path = { path: { id } };
  await api.GET("/api/v1/credentials/{id}/history", { params: path });
  await (await api.GET("/api/v1/credentials/stream", { params: { query: { ids: id } }, parseAs: "stream" })).response.body?.cancel();
  const dead = await until(async () => (await api.GET("/admin/dead-letters", { params: { query: { limit: 1 } } })).data?.items[0]?.id);
  await api.DELETE("/admin/dead-letters/{id}", { params: { path: { id: dead }, query: { reason: "a test" } } });
  await api.POST("/admin/reprocess-failed", { body: { ids: [dead] } });
  await api.GET("/admin/retry-queue");
  await api.GET("/admin/synced-credentials", { params: { query: { limit: 3 } } });
  await api.GET("/admin/event-status");
  await api.GET("/issuers/{slug}/logo", { params: { path: { slug: "nobody" } }, parseAs: "blob" });
  const context = ["https://www.w3.org/ns/credentials/v2"];
  const verifiableCredential = { "@context": context, type: ["VerifiableCredential"], issuer: "did:example:university", credentialSubject: { name: "Ada" } };
  const verifiablePresentation = { "@context": context, type: ["VerifiablePresentation"], verifiableCredential: [verifiableCredential] };
  await api.POST("/api/v1/credentials/verify", { body: { verifiableCredential } });
  const svg = new Blob(
    [`<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"><openbadges:credential><![CDATA[${JSON.stringify(verifiableCredential)}]]></openbadges:credential></svg>`],
    { type: "image/svg+xml" },
  );
  await api.POST("/api/v1/credentials/verify-picture", { body: "", bodySerializer: () => svg, headers: { "Content-Type": "image/svg+xml" } });
  await api.POST("/credentials/verify", { body: { verifiableCredential } });
  await api.POST("/presentations/verify", { body: { verifiablePresentation, options: { challenge: "a" } } });
  const trusted = (await api.POST("/admin/trusted-issuers", { body: { did: "did:web:openapi-fetch.example", name: "University" } })).data!.id;
  await api.GET("/admin/trusted-issuers", { params: { query: { limit: 1 } } });
  await api.GET("/admin/trusted-issuers/{id}", { params: { path: { id: trusted } } });
  await api.PUT("/admin/trusted-issuers/{id}", { params: { path: { id: trusted } }, body: { name: "College", types: ["Degree"], from: "2020-01-31" } });
  await api.DELETE("/admin/trusted-issuers/{id}", { params: { path: { id: trusted } } });
  await api.GET("/admin/queue-stats");
  await api.GET("/admin/metrics");
  await api.GET("/admin/audit", { params: { query: { credentialId: id } } });
  await api.POST("/admin/audit/verify");
  const key = (await api.POST("/admin/api-keys", { body: { name: "one", roles: ["auditor"], organisation: null, expiresAt: "2199-12-31T00:00:00Z" } })).data!.apiKey.id;
  const next = (await api.POST("/admin/api-keys/{id}/rotate", { params: { path: { id: key } }, body: { overlap: 60 } })).data!.apiKey.id;
  await api.DELETE("/admin/api-keys/{id}", { params: { path: { id: next }, query: { reason: "a test" } } });
  await api.GET("/admin/api-keys");
  await api.POST("/admin/rebuild");
  await until(async () => (await api.GET("/admin/rebuild")).data?.finishedAt);
}
