import { defineConfig } from "vitest/config";
import { testConfig } from "./vite.base.ts";

export default defineConfig({ test: { name: "shared", ...testConfig } });
