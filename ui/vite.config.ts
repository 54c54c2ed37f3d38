import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig } from "vitest/config";
import { brands } from "./brands.plugin";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The policy of the real window, so that the gallery shows at once what it would refuse. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; " +
  "object-src 'none'; base-uri 'none'; form-action 'none'; frame-src 'none'";

export default defineConfig({
  plugins: [brands(), svelte(), svelteTesting()],
  clearScreen: false,
  resolve: {
    alias: {
      $bindings: at("./src/bindings.ts"),
      $core: at("./src/core.ts"),
      $components: at("./src/components"),
      $features: at("./src/features"),
      $window: at("./src/window"),
      $words: at("./src/words"),
    },
  },
  build: {
    target: "safari17",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 800,
    rolldownOptions: { input: { index: at("./index.html"), quick: at("./quick.html") } },
  },
  preview: { host: "127.0.0.1", headers: { "Content-Security-Policy": policy } },
  server: { host: "127.0.0.1" },
  test: {
    environment: "jsdom",
    setupFiles: ["src/test/setup.ts"],
    include: ["src/**/*.test.ts"],
    testTimeout: 20_000,
  },
});
