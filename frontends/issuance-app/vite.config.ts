import { defineConfig } from "vite";
import { appConfig } from "../shared/vite.base.ts";

export default defineConfig(
  appConfig({
    name: "issuance-app",
    defaultPort: 3002,
    api: process.env.ISSUANCE_API_HTTP ?? "http://localhost:3000",
    config: { verificationAppUrl: process.env.VERIFICATION_APP_URL },
  }),
);
