import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { projects: ["shared", "issuance-app", "verification-app"] },
});
