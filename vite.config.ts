import { defineConfig } from "vite";

/**
 * `vite build` makes the page: viewer/ into dist/viewer, nothing loaded from elsewhere. The market's worker is an entry of
 * its own under a fixed name, so that a page (or a test) can start it.
 *
 * `vite build --mode plot` then adds dist/viewer/plot.js: the script of a page of charts that stands alone, in one file,
 * with its style in it.
 */
export default defineConfig(({ mode }) => ({
  root: "viewer",
  base: "./",
  build: {
    outDir: "../dist/viewer",
    emptyOutDir: mode !== "plot",
    target: "es2023",
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
    rolldownOptions:
      mode === "plot"
        ? { input: { plot: "viewer/plot.ts" }, output: { format: "iife", entryFileNames: "[name].js" } }
        : {
            input: { index: "viewer/index.html", "market-worker": "viewer/market-worker.ts" },
            output: {
              entryFileNames: ({ name }) => (name === "market-worker" ? "[name].js" : "assets/[name]-[hash].js"),
            },
          },
  },
}));
