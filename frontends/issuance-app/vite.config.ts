import { defineConfig } from "vite";
import { appConfig } from "../shared/vite.base.ts";

export default defineConfig(
  appConfig({
    name: "issuance-app",
    defaultPort: 3002,
    api: process.env.ISSUANCE_API_HTTP ?? "http://localhost:3000",
    // Operators see both services; the paths of the two administrations are the same.
    passOn: {
      "/verifier/admin": { target: process.env.VERIFICATION_API_HTTP ?? "http://localhost:3001", path: "/admin" },
    },
    config: { verificationAppUrl: process.env.VERIFICATION_APP_URL, traceUrl: process.env.TRACE_URL },
  }),
);
