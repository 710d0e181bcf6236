import { defineConfig } from "vite";

/**
 * The page as `npm run build` makes it: viewer/ into dist/viewer, nothing loaded from elsewhere. The market's worker is an
 * entry of its own under a fixed name, so that a page (or a test) can start it.
 */
export default defineConfig({
  root: "viewer",
  base: "./",
  build: {
    outDir: "../dist/viewer",
    emptyOutDir: true,
    target: "es2023",
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      input: { index: "viewer/index.html", "market-worker": "viewer/market-worker.ts" },
      output: {
        entryFileNames: ({ name }) => (name === "market-worker" ? "[name].js" : "assets/[name]-[hash].js"),
      },
    },
  },
});
