// Answers requests, one JSON value a line, by means of other implementations. Nothing is fetched: every document comes with the request.
import { createInterface } from 'node:readline';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import * as ecdsaJcs from '@digitalbazaar/ecdsa-jcs-2019-cryptosuite';
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import { cryptosuite as ecdsaRdfc } from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import * as eddsaJcs from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import { cryptosuite as eddsaRdfc } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import { checkStatus } from '@digitalbazaar/vc-bitstring-status-list';
import * as core from '@digitalcredentials/verifier-core';
import * as jose from 'jose';
import jsonld from 'jsonld';

// What libraries say to the console must not get between the answers.
for (const name of ['log', 'info', 'warn', 'error', 'debug']) console[name] = () => {};

const signSuites = {
  'eddsa-rdfc-2022': eddsaRdfc,
  'ecdsa-rdfc-2019': ecdsaRdfc,
  'eddsa-jcs-2022': eddsaJcs.createSignCryptosuite(),
  'ecdsa-jcs-2019': ecdsaJcs.createSignCryptosuite(),
};
const verifySuites = [eddsaRdfc, ecdsaRdfc, eddsaJcs.createVerifyCryptosuite(), ecdsaJcs.createVerifyCryptosuite()];
let contexts = {};

// The document of a did:key, as its method has it.
const didKey = (did) => {
  const key = did.slice('did:key:'.length);
  const id = `${did}#${key}`;
  return {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
    id: did,
    verificationMethod: [{ id, type: 'Multikey', controller: did, publicKeyMultibase: key }],
    assertionMethod: [id],
    authentication: [id],
  };
};

const loaderOf = (files) => async (url) => {
  const answer = (document) => ({ contextUrl: null, documentUrl: url, document });
  if (contexts[url]) return answer(contexts[url]);
  if (files[url]) return answer(files[url]);
  if (url.startsWith('did:')) {
    const [did, fragment] = url.split('#');
    const document = files[did] ?? (did.startsWith('did:key:') ? didKey(did) : undefined);
    if (document && !fragment) return answer(document);
    const method = document?.verificationMethod.find((one) => one.id === url);
    if (method) return answer({ '@context': 'https://w3id.org/security/multikey/v1', ...method });
  }
  throw new Error(`not there: ${url}`);
};

const messages = (error) => (error?.errors ?? [error]).flatMap((one) => (one?.errors ? messages(one) : [String(one?.message ?? one)]));

const operations = {
  contexts: ({ files }) => {
    contexts = files;
    return {};
  },

  // @digitalbazaar/vc, with both entries of the status.
  verify: async ({ credential, files, now }) => {
    const documentLoader = loaderOf(files);
    const suite = verifySuites.map((cryptosuite) => new DataIntegrityProof({ cryptosuite }));
    const result = await vc.verifyCredential({ credential, suite, documentLoader, checkStatus, now: new Date(now) });
    const status = result.results?.[0]?.status ?? result.statusResult;
    return { verified: result.verified, errors: [result.error, result.statusResult?.error].filter(Boolean).flatMap(messages), status: status?.results?.map((one) => ({ verified: one.verified, purpose: one.credentialStatus?.statusPurpose, status: one.status })) ?? [] };
  },

  // @digitalcredentials/verifier-core, whose loader fetches: what it asks for is answered from the files.
  core: async ({ credential, files }) => {
    const real = globalThis.fetch;
    globalThis.fetch = async (request) => {
      const file = files[request.url ?? String(request)];
      return file ? new Response(JSON.stringify(file), { headers: { 'content-type': 'application/json' } }) : new Response('', { status: 404 });
    };
    try {
      const result = await core.verifyCredential({ credential, knownDIDRegistries: [] });
      return { log: Object.fromEntries((result.log ?? []).map((one) => [one.id, one.valid])), errors: (result.errors ?? []).map((one) => one.name ?? one.message) };
    } finally {
      globalThis.fetch = real;
    }
  },

  // A new key, and a credential signed by it.
  issue: async ({ credential, suite, curve, created }) => {
    const pair = suite.startsWith('eddsa') ? await Ed25519Multikey.generate() : await EcdsaMultikey.generate({ curve });
    const did = `did:key:${pair.publicKeyMultibase}`;
    pair.controller = did;
    pair.id = `${did}#${pair.publicKeyMultibase}`;
    const proof = new DataIntegrityProof({ signer: pair.signer(), date: created, cryptosuite: signSuites[suite] });
    return { credential: await vc.issue({ credential: { ...credential, issuer: did }, suite: proof, documentLoader: loaderOf({}) }), did };
  },

  jwtVerify: async ({ jwt, jwk, now }) => {
    const { payload, protectedHeader } = await jose.jwtVerify(jwt, await jose.importJWK(jwk, jose.decodeProtectedHeader(jwt).alg), { currentDate: new Date(now) });
    return { payload, header: protectedHeader };
  },

  jwtSign: async ({ payload, alg, did }) => {
    const { publicKey, privateKey } = await jose.generateKeyPair(alg, { extractable: true });
    const jwt = await new jose.SignJWT(payload).setProtectedHeader({ alg, typ: 'vc+jwt', kid: `${did}#key-1` }).sign(privateKey);
    return { jwt, jwk: await jose.exportJWK(publicKey) };
  },

  canonize: async ({ document }) => ({ nquads: await jsonld.canonize(document, { algorithm: 'RDFC-1.0', safe: true, rdfDirection: 'i18n-datatype', documentLoader: loaderOf({}) }) }),

  canonizeQuads: async ({ nquads }) => ({ nquads: await jsonld.canonize(nquads, { algorithm: 'RDFC-1.0', inputFormat: 'application/n-quads', format: 'application/n-quads' }) }),
};

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  try {
    process.stdout.write(`${JSON.stringify(await operations[request.op](request))}\n`);
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ failed: messages(error).join('; ') })}\n`);
  }
}
