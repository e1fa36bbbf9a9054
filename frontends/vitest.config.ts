import { defineConfig } from "vitest/config";

export default defineConfig({
  // Otherwise one processor is left for Vitest itself, which needs little of it.
  test: { maxWorkers: "100%", projects: ["shared", "issuance-app", "verification-app"] },
});
