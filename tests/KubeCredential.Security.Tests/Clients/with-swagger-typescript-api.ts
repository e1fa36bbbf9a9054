// Calls every operation through the classes that swagger-typescript-api makes.
import { Api as IssuanceApi } from "./IssuanceApi.js";
import { Api as VerificationApi } from "./VerificationApi.js";
import { asHolder, picture, until, type Watch, tokenOf } from "./watch.js";

// The address is the document's, and what needs a key is what the document says needs one.
const configured = (watch: Watch) => ({
  customFetch: watch.fetch as typeof fetch,
  securityWorker: () => ({ headers: { Authorization: `Bearer ${watch.key}` } }),
});

export async function issue(watch: Watch): Promise<string> {
  const { api, admin, wellKnown, issuers, status, credentialTypes, ...rest } = new IssuanceApi(configured(watch));
  await rest.getHome();
  await admin.setCircuitBreaker({ action: "isolate", reason: "a test" });
  await admin.setCircuitBreaker({ action: "close" });
  const dead = (await admin.listDeadLetters({ limit: 1 })).data.items[0]!.id;
  await admin.discardDeadLetter({ id: dead, reason: "a test" });
  await admin.listDeadLetterCauses({ q: "text" });
  await admin.reprocessFailed({ ids: [dead] });
  await admin.listRetryQueue({});
  const issued = await api.issueCredential({ holderName: "Ada", credentialType: "Swagger", issuerName: "Uni", metadata: { grade: 1, honours: true } });
  const id = issued.data.credential.id;
  await api.getCredential({ id });
  await api.getCredentialDelivery({ id });
  await api.getCredentialHistory({ id });
  await api.listCredentials({ type: "Swagger" });
  await api.countExpiringCredentials();
  await api.getCredentialRecord({ id });
  await api.suspendCredential({ id }, { reason: "nonPayment" });
  await api.reinstateCredential({ id }, { note: "a test" });
  const other = (await api.issueCredential({ holderName: "Bob", credentialType: "Swagger", issuerName: "Uni", validFrom: null })).data.credential.id;
  await api.changeManyCredentials({ action: "renew", expiryDate: "2199-12-31", ids: [other] });
  const renewed = (await api.listCredentials({ type: "Swagger", status: "active", limit: 1 })).data.items[0]!.credential.id;
  const again = (await api.renewCredential({ id: renewed }, { expiryDate: "2199-12-30", validFrom: null })).data.credential.id;
  const replaced = (await api.replaceCredential({ id: again }, { reason: "error", metadata: { grade: 2 } })).data.credential.id;
  await api.revokeCredential({ id: replaced }, { reason: "error" });
  await api.eraseCredential({ id: replaced }, { reason: "administrative", confirm: replaced });
  await api.suggestTexts({ field: "credentialType", limit: 5 });
  await (await api.followCredentials({ ids: id })).body?.cancel();
  await api.readEvents({ limit: 5 });
  await wellKnown.getSigningKeys();
  const { slug } = (await api.registerIssuer({ name: "Swagger University", website: null })).data;
  await api.listIssuers({ limit: 5 });
  await api.getIssuer({ slug });
  await api.changeIssuer({ slug }, { website: "https://uni.example" });
  // This generator makes JSON of every body.
  await watch.fetch(`${watch.document.servers![0]!.url}/api/v1/issuers/${slug}/logo`, { method: "PUT", body: picture, headers: { "Content-Type": "image/png", Authorization: `Bearer ${watch.key}` } });
  await issuers.getIssuerLogo({ slug });
  await api.removeIssuerLogo({ slug });
  await issuers.getIssuerLogo({ slug }).catch(expectStatus(404));
  await issuers.getDidDocument({ slug });
  const type = (await api.registerCredentialType({ name: "Swagger type", schema: { type: "object" } })).data.id;
  await api.publishCredentialTypeVersion({ id: type }, { schema: { type: "object" }, validity: { kind: "period", period: "P3Y" } });
  await api.listCredentialTypes({ limit: 5 });
  await api.getCredentialType({ id: type });
  await api.listCredentialTypeVersions({ id: type });
  await api.getCredentialTypeVersion({ id: type, version: 1 });
  await api.archiveCredentialType({ id: type });
  await api.restoreCredentialType({ id: type });
  await api.loadExampleTypes();
  await credentialTypes.getCredentialTypeSchema({ id: type, version: 1 });
  const kept = await watch.fetch(`${watch.document.servers![0]!.url}/api/v1/credential-types/pictures`, { method: "POST", body: picture, headers: { "Content-Type": "image/png", Authorization: `Bearer ${watch.key}` } });
  await credentialTypes.getCredentialTypeDefinition({ id: type, version: 1 });
  await credentialTypes.getTypePicture({ id: "0" }).catch(expectStatus(404));
  await credentialTypes.getTypePicture({ id: ((await kept.json()) as { id: string }).id });
  await api.getCredentialDocument({ id, format: "vc" });
  await status.getStatusList({ purpose: "suspension", number: 1 });
  await api.countCredentials({ q: "ada" });
  await api.exportCredentials({ format: "ndjson", q: "ada" });
  await api.saveView({ name: "Swagger", query: "q=ada", columns: ["holder"] });
  await api.listSavedViews();
  await api.removeView({ name: "Swagger" });
  // This generator makes JSON of every body.
  const upload = async () => {
    const answer = await watch.fetch(`${watch.document.servers![0]!.url}/api/v1/batches?action=issue&type=Swagger&issuer=Uni`, {
      method: "POST", body: "Name\nGrace\n", headers: { "Content-Type": "text/csv", Authorization: `Bearer ${watch.key}`, "Idempotency-Key": crypto.randomUUID() },
    });
    return { id: ((await answer.json()) as { id: string }).id };
  };
  const ready = (batch: { id: string }) => until(async () => (await api.getBatch(batch)).data.state === "ready");
  const [batch, cancelled] = [await upload(), await upload()];
  await ready(cancelled);
  await api.cancelBatch(cancelled);
  await ready(batch);
  await api.mapBatch(batch, { defaults: [{ field: "expiryDate", value: "2199-12-31" }] });
  await ready(batch);
  await api.confirmBatch(batch, { allOrNothing: false });
  await api.pauseBatch(cancelled).catch(expectStatus(409));
  await api.resumeBatch(cancelled).catch(expectStatus(409));
  await api.listBatches({ limit: 5 });
  await api.listBatchRows({ ...batch, limit: 5 });
  await api.countBatchFaults(batch);
  await api.inviteBatch(batch, {}).catch(expectStatus(409));
  const invited = (await api.inviteHolder({ id }, { delivery: "link" })).data;
  await api.listCredentialInvitations({ id });
  await api.listInvitations({ limit: 3 });
  await api.resendInvitation({ id: invited.id }).catch(expectStatus(409));
  const token = tokenOf(invited.link);
  const opened = await api.openHolderPage({ token });
  const headers = asHolder(opened, opened.data.antiForgeryToken);
  await api.getHolder({ headers });
  await api.getHolderDocument({ format: "vc-jwt" }, { headers, format: "text" });
  const share = (await api.shareCredential({ label: "An employer" }, { headers })).data;
  await api.openShare({ token: tokenOf(share.link) });
  await api.switchShareOff({ id: share.id }, { headers });
  const correction = (await api.requestCorrection({ field: "holderName", proposed: "Ada King" }, { headers })).data;
  await api.listCorrections({ state: "open" });
  await api.answerCorrection({ id: correction.id }, { decision: "declined", note: "That is how it is." });
  await api.closeHolderPage({ headers });
  await api.requestNewLink({ token });
  await api.revokeInvitation({ id: invited.id });
  const texts = (await api.getMailTexts({ slug })).data.defaults;
  await api.previewMailText({ slug }, texts[0]!);
  await api.setMailTexts({ slug }, { texts: [texts[0]!] });
  await api.getBatchResults(batch);
  await api.getBatchFaults(batch);
  await api.getBatchTemplate({ action: "issue" });
  await (await api.followBatch(batch)).body?.cancel();
  await api.rotateIssuerKeys({ slug });
  const retired = (await api.listIssuerKeys({ slug })).data.items.find((one) => one.state === "retired")!.keyId;
  await api.compromiseIssuerKey({ slug, keyId: retired, reason: "a test" });
  await admin.rotateSigningKeys();
  const upcoming = (await admin.listSigningKeys()).data.items.find((one) => one.state === "upcoming")!.keyId;
  await admin.compromiseSigningKey({ keyId: upcoming, reason: "a test" });
  await admin.getTimeline({ range: "24h" });
  const forgotten = (await admin.getQueueStats()).data.groups.find((group) => !group.required)!.name;
  const abandoned = (await admin.listGroupDeadLetters({ group: forgotten })).data.items[0]!.id;
  await admin.discardGroupDeadLetter({ group: forgotten, id: abandoned, reason: "a test" });
  await admin.retireGroup({ group: forgotten, reason: "a test" });
  await admin.getMetrics();
  await admin.listReplicas();
  await admin.listAudit({ limit: 5 });
  await admin.verifyAudit({});
  const key = (await admin.createApiKey({ name: "one", roles: ["operator"], organisation: null })).data.apiKey.id;
  const next = (await admin.rotateApiKey({ id: key }, { overlap: 0 })).data.apiKey.id;
  await admin.revokeApiKey({ id: next, reason: "a test" });
  await admin.listApiKeys({});
  await api.getSession();
  await api.signIn({ key: watch.key });
  const link = (await api.createSignInLink()).data.path;
  // What is no success is thrown: leading elsewhere, and that there is no provider.
  await api.startSession({ token: new URLSearchParams(link.split("?")[1]).get("token")! }).catch(expectStatus(302));
  const session = (await admin.listSessions({})).data.items[0]!.id;
  await admin.endSession({ id: session });
  await api.signInAtProvider({}).catch(expectStatus(404));
  await api.signOut();
  return id;
}

export async function verify(watch: Watch, id: string): Promise<void> {
  const { api, admin, issuers, credentials, presentations, ...rest } = new VerificationApi(configured(watch));
  await rest.getHome();
  await admin.setCircuitBreaker({ action: "isolate" });
  await admin.setCircuitBreaker({ action: "close" });
  const verified = await until(() => api.verifyCredential({ id }).then((answer) => answer.data, expectStatus(404)));
  await api.verifyCredential({ credential: { ...verified.credential } });
  await api.getCredentialHistory({ id });
  await (await api.followCredentials({ ids: id })).body?.cancel();
  const dead = await until(async () => (await admin.listDeadLetters({})).data.items[0]?.id);
  await admin.discardDeadLetter({ id: dead, reason: "a test" });
  await admin.listDeadLetterCauses({ q: "text" });
  await admin.reprocessFailed({ ids: [dead] });
  await admin.listRetryQueue({ limit: 2 });
  await admin.listSyncedCredentials({});
  await issuers.getIssuerLogo({ slug: "nobody" }).catch(expectStatus(404));
  const context = ["https://www.w3.org/ns/credentials/v2"];
  const verifiableCredential = { "@context": context, type: ["VerifiableCredential"], issuer: "did:example:university", credentialSubject: { name: "Ada" } };
  const verifiablePresentation = { "@context": context, type: ["VerifiablePresentation"], verifiableCredential: [verifiableCredential] };
  await api.getCredentialPreview({ id, language: "en" }, { format: "text" });
  await api.getCredentialPreviewPicture({ id });
  await api.getCredentialBadgePage({ id }, { format: "text" });
  await api.getCredentialBadgeSvg({ id });
  await api.getCredentialBadgePng({ id });
  await api.verifySharedCredential({ token: "a".repeat(43) }).catch(expectStatus(404));
  await api.getTypePicture({ id: "0" }).catch(expectStatus(404));
  await api.verifyCredential({ verifiableCredential });
  const svg = new Blob(
    [`<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"><openbadges:credential><![CDATA[${JSON.stringify(verifiableCredential)}]]></openbadges:credential></svg>`],
    { type: "image/svg+xml" },
  );
  // This generator knows one type of body for each operation, so the picture is sent as any program would.
  await watch.fetch(`${watch.document.servers![0]!.url}/api/v1/credentials/verify-picture`, { method: "POST", body: svg, headers: { "Content-Type": "image/svg+xml" } });
  await api.getReportCertificates();
  await watch.fetch(`${watch.document.servers![0]!.url}/api/v1/credentials/report`, { method: "POST", body: JSON.stringify({ id }), headers: { "Content-Type": "application/json" } });
  const replaced = (await admin.rotateReportCertificate()).data.certificates.find((one) => one.state === "retired")!.fingerprint;
  await admin.compromiseReportCertificate({ fingerprint: replaced, reason: "a test" });
  await credentials.vcApiVerifyCredential({ verifiableCredential }).catch(expectStatus(422));
  await presentations.vcApiVerifyPresentation({ verifiablePresentation }).catch(expectStatus(422));
  const trusted = (await admin.addTrustedIssuer({ did: "did:web:swagger.example", name: "University" })).data.id;
  await admin.listTrustedIssuers({});
  await admin.getTrustedIssuer({ id: trusted });
  await admin.changeTrustedIssuer({ id: trusted }, { name: "College", to: "2030-01-31" });
  await admin.removeTrustedIssuer({ id: trusted });
  await admin.getEventStatus();
  await admin.getQueueStats();
  await admin.getMetrics();
  await admin.listReplicas();
  await admin.listAudit({ outcome: "valid" });
  await admin.verifyAudit({});
  const key = (await admin.createApiKey({ name: "one", roles: ["auditor", "operator"] })).data.apiKey.id;
  const next = (await admin.rotateApiKey({ id: key }, {})).data.apiKey.id;
  await admin.revokeApiKey({ id: next, reason: "a test" });
  await admin.listApiKeys({ limit: 1 });
  await admin.requestRebuild();
  await until(async () => (await admin.getRebuild()).data.finishedAt);
}

function expectStatus(status: number): (error: unknown) => undefined {
  return (error) => {
    if (!(error instanceof Response) || error.status !== status) throw error;
  };
}
