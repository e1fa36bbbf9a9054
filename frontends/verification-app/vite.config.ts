import { defineConfig } from "vite";
import { appConfig } from "../shared/vite.base.ts";
import { qrScannerWorker } from "./qrScannerWorker.ts";

export default defineConfig(
  appConfig({
    name: "verification-app",
    defaultPort: 3003,
    api: process.env.VERIFICATION_API_HTTP ?? "http://localhost:3001",
    open: ["^/issuers/[^/?]+/logo(\\?|$)", "^/(credentials|presentations)/verify$"],
    plugins: [qrScannerWorker()],
  }),
);
