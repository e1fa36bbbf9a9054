import { defineConfig } from "vite";
import { appConfig } from "../shared/vite.base.ts";
import { linkPreview } from "./linkPreview.ts";
import { qrScannerWorker } from "./qrScannerWorker.ts";

const api = process.env.VERIFICATION_API_HTTP ?? "http://localhost:3001";

export default defineConfig(
  appConfig({
    name: "verification-app",
    defaultPort: 3003,
    api,
    commonTo: 4,
    open: ["^/(scalar|openapi)(/|\\?|$)", "^/issuers/[^/?]+/logo(\\?|$)", "^/(credentials|presentations)/verify$"],
    plugins: [qrScannerWorker(), linkPreview(api)],
  }),
);
