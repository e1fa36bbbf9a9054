import { defineConfig } from "vite";
import { appConfig } from "../shared/vite.base.ts";

const api = process.env.ISSUANCE_API_HTTP ?? "http://localhost:3000";

export default defineConfig(
  appConfig({
    name: "issuance-app",
    defaultPort: 3002,
    api,
    commonTo: 14,
    // Operators see both services. They are signed in to the issuance service, which forwards these requests to the verifier.
    passOn: { "/verifier/admin": { target: api, path: "/verifier/admin" } },
    // What everybody reads; the pages /issuers, /issuers/{slug} and /credential-types are the app's own.
    open: [
      "^/issuers/[^/?]+/(did\\.json|logo)(\\?|$)",
      "^/status/[a-z]+/\\d+(\\?|$)",
      "^/credential-types/(pictures/[0-9a-f]+|[^/?]+/versions/\\d+/(schema|definition))(\\?|$)",
      "^/\\.well-known/jwks\\.json(\\?|$)",
    ],
    config: {
      verificationAppUrl: process.env.VERIFICATION_APP_URL,
      traceUrl: process.env.TRACE_URL,
      // Where the app runs beside its API, the browser reaches that, too.
      apiReferenceUrl: process.env.API_REFERENCE_URL ?? `${api}/scalar`,
    },
  }),
);
